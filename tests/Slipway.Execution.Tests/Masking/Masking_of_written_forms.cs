using System.Text;
using Slipway.Execution.Masking;

namespace Slipway.Execution.Tests.Masking;

/// <summary>A secret is found in every form that programs give it.</summary>
public sealed class Masking_of_written_forms
{
    private const string Secret = "p\"a\\s/s'w&o<r>d é€😀\tx";

    [Theory]
    [InlineData("p\\\"a\\\\s/s'w&o<r>d é€😀\\tx")]
    [InlineData("p\\\"a\\\\s\\/s'w&o<r>d \\u00e9\\u20ac\\ud83d\\ude00\\tx")]
    [InlineData("p\\u0022a\\u005Cs/s\\u0027w\\u0026o\\u003Cr\\u003Ed \\u00E9\\u20AC\\uD83D\\uDE00\\tx")]
    [InlineData("p%22a%5Cs%2Fs%27w%26o%3Cr%3Ed%20%C3%A9%E2%82%AC%F0%9F%98%80%09x")]
    [InlineData("p%22a%5cs%2fs'w%26o%3cr%3ed+%c3%a9%e2%82%ac%f0%9f%98%80%09x")]
    [InlineData("%70%22%61%5C%73%2f%73%27%77%26%6f%3C%72%3e%64%20%C3%a9%E2%82%AC%F0%9F%98%80%09%78")]
    [InlineData("p&quot;a\\s/s&#39;w&amp;o&lt;r&gt;d é€😀\tx")]
    [InlineData("p&#34;a\\s/s&#039;w&#x26;o&#x3C;r&#x3e;d &#233;&#x20ac;&#128512;\tx")]
    [InlineData("p\"a\\s/s'\\''w&o<r>d é€😀\tx")]
    [InlineData("p\"a\\s/s'\"'\"'w&o<r>d é€😀\tx")]
    [InlineData("p\\\"a\\\\s/s\\'w\\&o\\<r\\>d\\ é€😀\\\tx")]
    [InlineData("p\"a\\\\s/s\\'w&o<r>d \\303\\251\\342\\202\\254\\360\\237\\230\\200\\tx")]
    [InlineData("p\"a\\\\s/s\\'w&o<r>d \\xc3\\xa9\\xe2\\x82\\xac\\xf0\\x9f\\x98\\x80\\tx")]
    [InlineData("p\"a\\s/s''w&o<r>d é€😀\tx")]
    [InlineData("p\"\"a\\s/s'w&o<r>d é€😀\tx")]
    [InlineData("p\"a\e[0m\e[1;31m\\s/\u200bs'w&o\e]8;;http://x\e\\<r>d é€😀\tx")]
    [InlineData("p\"a\\\\s/s\\'w&o<r>d \\u{e9}\\u{20AC}\\U0001f600\tx")]
    [InlineData("p\"a\\s/s'w&o<r>d \\x{e9}\\x{20ac}\\x{1F600}\tx")]
    [InlineData("$'p\"a\\\\s/s\\'w&o<r>d \\303\\251\\342\\202\\254\\360\\237\\230\\200\\tx'")]
    public void Escaped(string written) => Assert.Equal("it is ****.", Mask([Secret], $"it is {written}.").Replace("$'****'", "****", StringComparison.Ordinal));

    [Fact]
    public void Hexadecimal_in_either_case_in_lines_and_groups()
    {
        var digits = Convert.ToHexStringLower(Encoding.UTF8.GetBytes(Secret));
        Assert.Equal("0x**** ****\n", Mask([Secret], $"0x{digits} {digits.ToUpperInvariant()}\n"));
        Assert.Equal("****\n", Mask([Secret], string.Join('\n', digits.Chunk(10).Select(line => new string(line))) + "\n"));
        Assert.Equal("****\n", Mask([Secret], string.Join(':', digits.Chunk(2).Select(pair => new string(pair))) + "\n"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("u")]
    [InlineData("us")]
    public void Base64_in_lines_in_urls_and_in_json(string before)
    {
        const string Long = "a secret that has bytes such as ÿþýüûúùø÷ and is longer than a line of base64, which has seventy-six letters";
        var encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes(before + Long));
        var inner = Convert.ToBase64String(Encoding.UTF8.GetBytes(before + Long))[4..^8];
        string[] forms =
        [
            encoded,
            string.Join('\n', encoded.Chunk(76).Select(line => new string(line))),
            string.Join("\r\n", encoded.Chunk(64).Select(line => new string(line))),
            encoded.Replace('+', '-').Replace('/', '_').TrimEnd('='),
            encoded.Replace("+", "%2B", StringComparison.Ordinal).Replace("/", "%2f", StringComparison.Ordinal).Replace("=", "%3D", StringComparison.Ordinal),
            encoded.Replace("/", "\\/", StringComparison.Ordinal).Replace("+", "\\u002b", StringComparison.Ordinal),
        ];
        Assert.All(forms, form => Assert.DoesNotContain(inner[..16], Mask([Long], form).Replace("\n", "", StringComparison.Ordinal), StringComparison.Ordinal));
        Assert.All(forms, form => Assert.Contains("****", Mask([Long], form), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("hunter2-secret", true)]
    [InlineData("hunter2-secret", false)]
    [InlineData(Secret, true)]
    [InlineData(Secret, false)]
    [InlineData("Größe-€-😀", true)]
    [InlineData("Größe-€-😀", false)]
    public void Utf16(string secret, bool isLittleEndian)
    {
        var encoding = isLittleEndian ? Encoding.Unicode : Encoding.BigEndianUnicode;
        var output = encoding.GetBytes($"it is {secret}.\r\n");
        for (var cut = 0; cut <= output.Length; cut++)
        {
            var masker = new LogMasker(new SecretPatterns([secret]));
            byte[] masked = [.. masker.Mask(output.AsSpan(0, cut)).ToArray(), .. masker.Mask(output.AsSpan(cut)).ToArray(), .. masker.Finish()];
            Assert.True(masked.AsSpan().IndexOf("****"u8) >= 0, $"nothing is masked with a cut at {cut}");
            Assert.True(masked.Length <= output.Length - encoding.GetByteCount(secret) + "****".Length + 1, $"more is seen with a cut at {cut}");
        }
    }

    /// <summary>As `pwsh -EncodedCommand` takes it, and `[Convert]::ToBase64String([Text.Encoding]::Unicode.GetBytes(…))` gives it.</summary>
    [Theory]
    [InlineData("", true)]
    [InlineData("u", true)]
    [InlineData("us", true)]
    [InlineData("", false)]
    [InlineData("u", false)]
    [InlineData("us", false)]
    public void Base64_of_utf16(string before, bool isLittleEndian)
    {
        var encoding = isLittleEndian ? Encoding.Unicode : Encoding.BigEndianUnicode;
        foreach (var secret in (string[])["pass", "hunter2-secret", Secret])
        {
            var encoded = Convert.ToBase64String(encoding.GetBytes($"{before}{secret} and more"));
            var first = (((before.Length * 16) + 5) / 6) + 1;
            var end = ((before.Length + secret.Length) * 16) / 6;
            foreach (var form in (string[])[encoded, string.Join("\r\n", encoded.Chunk(20).Select(line => new string(line))), encoded.Replace('+', '-').Replace('/', '_')])
            {
                var masked = Mask([secret], form);
                Assert.Contains("****", masked, StringComparison.Ordinal);
                Assert.DoesNotContain(encoded[first..end][..6], masked, StringComparison.Ordinal);
            }
        }

        Assert.Equal("****", Mask(["hunter2-secret"], Convert.ToBase64String(encoding.GetBytes("hunter2-secret")).TrimEnd('=')));
    }

    [Fact]
    public void With_a_colour_of_its_own_round_each_letter()
    {
        var painted = string.Concat(Secret.EnumerateRunes().Select((letter, hue) => $"\e[38;2;{hue};110;255m{letter}\e[39m"));
        Assert.Equal("\e[38;2;0;110;255m****\e[39m", Mask([Secret], painted));
    }

    [Fact]
    public void What_is_nearly_a_form_is_shown()
    {
        const string Text = "p\\\"a\\\\s/s'w&o<r>d é€X p%22a%5Cs%2Fs%27w%26o%3Cr%3Ed%20%C3%A8 &quot;p&quot; 100% \\u12 \e[0";
        Assert.Equal(Text, Mask([Secret], Text));
    }

    [Fact]
    public void Every_cut_of_every_form_comes_to_the_same()
    {
        const string Text = "a p%22a%5cs%2fs'w%26o%3cr%3ed+%c3%a9%e2%82%ac%f0%9f%98%80%09x b";
        for (var cut = 0; cut <= Text.Length; cut++)
        {
            Assert.Equal("a **** b", Mask([Secret], Text[..cut], Text[cut..]));
        }
    }

    [Fact]
    public void Text_that_could_always_become_a_secret_is_not_held_for_ever()
    {
        var masker = new LogMasker(new SecretPatterns(["secret"]));
        var piece = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("\e[0m", 500)));
        var shown = masker.Mask("se"u8).Length;
        for (var pieces = 0; pieces < 20; pieces++)
        {
            shown += masker.Mask(piece).Length;
        }

        Assert.True(shown > 10 * piece.Length, $"{shown} bytes of {20 * piece.Length} were shown");
    }

    [Fact]
    public void Letters_that_can_be_read_in_many_ways_are_read_in_bounded_time()
    {
        var secret = new string('\\', 60) + "X";
        Assert.Equal(new string('\\', 400) + "Y", Mask([secret], new string('\\', 400) + "Y"));
        Assert.Equal("****", Mask([secret], new string('\\', 120) + "X"));
    }

    [Theory]
    [InlineData("it is p\"a\\s/s'…", "it is ****…")]
    [InlineData("it is p%22a%5C…", "it is ****…")]
    [InlineData("it is p\"ax…", "it is p\"ax…")]
    [InlineData("it is p\"a…", "it is p\"a…")]
    [InlineData("help…", "help…")]
    [InlineData("it is p\"a\\s/s'", "it is p\"a\\s/s'")]
    public void The_beginning_of_a_secret_is_one_where_a_text_was_cut(string text, string masked) => Assert.Equal(masked, new SecretPatterns([Secret]).Mask(text));

    private static string Mask(string[] secrets, params string[] pieces)
    {
        var masker = new LogMasker(new SecretPatterns(secrets));
        var text = new MemoryStream();
        foreach (var piece in pieces)
        {
            text.Write(masker.Mask(Encoding.UTF8.GetBytes(piece)));
        }

        text.Write(masker.Finish());
        return Encoding.UTF8.GetString(text.ToArray());
    }
}
