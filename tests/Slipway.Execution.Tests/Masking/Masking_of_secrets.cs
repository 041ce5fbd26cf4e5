using System.Text;
using Slipway.Execution.Masking;

namespace Slipway.Execution.Tests.Masking;

public sealed class Masking_of_secrets
{
    [Fact]
    public void A_secret_is_masked_however_it_is_split()
    {
        const string Text = "before s3cr3t-value after";
        for (var cut = 0; cut <= Text.Length; cut++)
        {
            Assert.Equal("before **** after", Mask(["s3cr3t-value"], Text[..cut], Text[cut..]));
        }
    }

    [Fact]
    public void A_short_secret_at_the_end_is_masked_though_a_longer_one_could_have_begun() =>
        Assert.Equal("x ****", Mask(["abcd", "abcdef"], "x abcd"));

    [Fact]
    public void The_longer_of_two_secrets_that_begin_alike_is_masked_whole() =>
        Assert.Equal("x **** y", Mask(["abcd", "abcdef"], "x abc", "def y"));

    [Fact]
    public void What_only_begins_like_a_secret_is_shown() =>
        Assert.Equal("s3cr3t-vampire", Mask(["s3cr3t-value"], "s3cr3t-va", "mpire"));

    [Fact]
    public void Lines_of_a_secret_of_several_lines_are_masked() =>
        Assert.Equal("****\n****\n", Mask(["line-one\nline-two"], "line-two\n", "line-one\n"));

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("ab")]
    [InlineData("user:")]
    public void Base64_of_a_secret_is_masked_wherever_it_stands_in_the_text(string before)
    {
        var encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes(before + "correct-horse-battery" + "tail"));
        Assert.Contains("****", Mask(["correct-horse-battery"], encoded), StringComparison.Ordinal);
    }

    [Fact]
    public void The_url_form_of_a_secret_is_masked() =>
        Assert.Equal("https://u:****@host", Mask(["p@ss/word"], "https://u:p%40ss%2Fword@host"));

    [Theory]
    [InlineData("abc")]
    [InlineData("true")]
    [InlineData("False")]
    public void Short_values_and_booleans_are_no_secrets(string value) =>
        Assert.Equal($"it is {value}", Mask([value], $"it is {value}"));

    private static string Mask(string[] secrets, params string[] pieces)
    {
        var masker = new LogMasker(new SecretPatterns(secrets));
        var text = new StringBuilder();
        foreach (var piece in pieces)
        {
            text.Append(Encoding.UTF8.GetString(masker.Mask(Encoding.UTF8.GetBytes(piece))));
        }

        return text.Append(Encoding.UTF8.GetString(masker.Finish())).ToString();
    }
}
