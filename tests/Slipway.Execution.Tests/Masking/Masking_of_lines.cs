using System.Text;
using Slipway.Execution.Masking;

namespace Slipway.Execution.Tests.Masking;

/// <summary>Of a secret that has lines, indentation or a line feed at its end, each line is found, whatever a program has taken away from it or put round it.</summary>
public sealed class Masking_of_lines
{
    private const string Line = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7";
    private const string Other = "x+4pL/9mR2aT7uVw0zQ==";
    private const string Pem = "-----BEGIN PRIVATE KEY-----\n" + Line + "\n" + Other + "\n-----END PRIVATE KEY-----\n";
    private const string Json = "{\n  \"type\": \"service_account\",\n\t\"private_key_id\": \"f3a9c1d27b\"\n}\n";
    private const string Windows = "-----BEGIN KEY-----\r\n    " + Line + "\r\n    " + Other + "\r\n-----END KEY-----\r\n";

    public static TheoryData<string, string, string> Lines { get; } = new()
    {
        { Pem, Line, Line },
        { Pem, Other, Other },
        { Pem, "      " + Line, Line },
        { Pem, Line + "\r", Line },
        { Json, "\"private_key_id\": \"f3a9c1d27b\"", "f3a9" },
        { Json, "    \"private_key_id\": \"f3a9c1d27b\"", "f3a9" },
        { Json, "\\\"private_key_id\\\": \\\"f3a9c1d27b\\\"", "f3a9" },
        { Windows, Line, Line },
        { Windows, "\t" + Other, Other },
        { "value-with-an-end\n", "value-with-an-end", "value" },
        { "value-without-an-end", "value-without-an-end\n", "value" },
        { "  padded-value  ", "padded-value", "padded" },
    };

    public static TheoryData<string, string> Encoded { get; } = new()
    {
        { Pem, Line },
        { Pem, Line + "\n" },
        { Pem, Other },
        { Pem, "  " + Line },
        { Pem, Pem },
        { Pem, Pem.TrimEnd() },
        { Pem, Pem.Replace("\n", "\n  ", StringComparison.Ordinal) },
        { Json, "  \"private_key_id\": \"f3a9c1d27b\"" },
        { Json, "\"private_key_id\": \"f3a9c1d27b\"\n" },
        { Windows, Line },
        { Windows, "    " + Other + "\r\n" },
        { "value-with-an-end\n", "value-with-an-end" },
        { "value-with-an-end\n", "value-with-an-end\n" },
        { "value-without-an-end", "value-without-an-end\n" },
    };

    [Theory]
    [MemberData(nameof(Lines))]
    public void As_it_is(string secret, string written, string hidden)
    {
        var masked = Mask(secret, $"begin {written}\nend");
        Assert.DoesNotContain(hidden, masked, StringComparison.Ordinal);
        Assert.Contains("****", masked, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Encoded))]
    public void In_base64_at_any_place_and_in_lines_of_any_width(string secret, string written)
    {
        foreach (var (before, after) in new[] { ("", ""), ("u", ""), ("u:", "x"), ("", "ab") })
        {
            var base64 = Convert.ToBase64String(Encoding.UTF8.GetBytes(before + written + after));
            foreach (var form in new[] { base64, base64.TrimEnd('='), base64.Replace('+', '-').Replace('/', '_'), Wrapped(base64, 76, "\n"), Wrapped(base64, 64, "\r\n"), Wrapped(base64, 20, "\n    ") })
            {
                Assert.True(Left(Mask(secret, form)) <= 28, $"«{Mask(secret, form)}» is left of «{form}»");
            }
        }
    }

    [Theory]
    [InlineData("", "@h")]
    [InlineData("u", "@h")]
    [InlineData("u:", "@h")]
    public void In_base64_within_a_longer_text_from_six_bytes_on(string before, string after)
    {
        var base64 = Convert.ToBase64String(Encoding.UTF8.GetBytes(before + "tugrgl" + after));
        Assert.Contains("****", Mask("first line\ntugrgl", $"begin {base64} end"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Encoded))]
    public void In_hexadecimal(string secret, string written)
    {
        var digits = Convert.ToHexString(Encoding.UTF8.GetBytes("u:" + written));
        foreach (var form in new[] { digits, digits.ToLowerInvariant(), Wrapped(digits, 60, "\n"), Wrapped(digits, 2, ":") })
        {
            // What stands around the lines, such as their indentation: two digits a byte.
            Assert.True(Left(Mask(secret, form)) <= 28, $"«{Mask(secret, form)}» is left of «{form}»");
        }
    }

    [Fact]
    public void Lines_that_are_common_words_are_no_secrets() =>
        Assert.Equal("true } it", Mask("a: {\n  true\n }\n\nit\nmore-of-it", "true } it"));

    private static string Wrapped(string text, int width, string between) => string.Join(between, text.Chunk(width).Select(line => new string(line)));

    /// <summary>Letters and digits of an encoding that are still seen.</summary>
    private static int Left(string masked) => masked.Count(char.IsAsciiLetterOrDigit);

    private static string Mask(string secret, string text) => new SecretPatterns([secret]).Mask(text);
}
