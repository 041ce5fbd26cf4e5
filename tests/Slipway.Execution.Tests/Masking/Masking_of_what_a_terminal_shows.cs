using System.Text;
using Slipway.Execution.Masking;
using Slipway.Model.Terminals;

namespace Slipway.Execution.Tests.Masking;

/// <summary>Whatever the cleaner makes of masked output, now or when the log is read again, shows no secret, and nor do the bytes themselves.</summary>
public sealed class Masking_of_what_a_terminal_shows
{
    private const string Secret = "glpat-Ab3dE/fGh#9";
    private static readonly string Title = $"\e]0;{new string('t', 400)}\a";
    private static readonly string Colours = string.Concat(Enumerable.Repeat("\e[0m\e[1;31m", 40));

    public static TheoryData<string> Written { get; } =
    [
        EachLetter(letter => $"{letter}\b{letter}"),
        EachLetter(letter => $"{letter} \b"),
        EachLetter(letter => $"*\b{letter}"),
        EachLetter(letter => $"_\b{letter}"),
        EachLetter(letter => $"{letter}x\ty\b\b\b"),
        EachLetter(letter => $"{letter}é\u009d{new string('t', 400)}\a\b"),
        EachLetter(letter => letter + Title),
        EachLetter(letter => letter + Colours),
        EachLetter(letter => letter + "\u200b\0\v"),
        EachLetter(letter => $"x\e[5\b{letter}"),
        Secret[..9] + "|\b/\b-\b" + Secret[9..],
        Secret[..9] + "wrong\b\b\b\b\b" + Secret[9..],
        Secret[..9] + Title + Secret[9..],
        Secret[..9] + "\e]8;;http://x\e\\" + Secret[9..],
        Secret[..9] + $"\e]0;{Secret}" + Secret[9..],
        "\e]0;" + Secret + "\a",
        Secret + new string('\b', Secret.Length) + "gone",
        "sec x\b" + Secret[..9] + "\b\b" + Secret[7..],
        Secret[..9] + "filler" + Secret + new string('\b', Secret.Length + 6) + Secret[9..],
        Secret[..9] + Secret + new string('\b', 4) + Secret[9..],
        Secret.Replace("/", "%x\b2\e[0mF", StringComparison.Ordinal),
        Secret.Replace("/", "\\u0" + Title + "02f", StringComparison.Ordinal),
        Convert.ToBase64String(Encoding.UTF8.GetBytes(Secret)).Insert(7, "=\b"),
    ];

    [Theory]
    [MemberData(nameof(Written))]
    public void No_secret_is_put_together(string written)
    {
        var output = Encoding.UTF8.GetBytes($"a line before\nit is {written} here\nand one behind\n");
        foreach (var size in new[] { 1, 2, 3, 7, 16, 100, output.Length })
        {
            var stored = Mask(output, size);
            var seen = Seen(stored);
            Assert.DoesNotContain(Secret, stored, StringComparison.Ordinal);
            Assert.DoesNotContain(Secret, seen, StringComparison.Ordinal);
            Assert.DoesNotContain(Secret, Uri.UnescapeDataString(seen).Replace("\\u002f", "/", StringComparison.Ordinal), StringComparison.Ordinal);
            Assert.DoesNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes(Secret))[..12], seen, StringComparison.Ordinal);
            // Where backspaces take back a mask, they take back more than what it stands for, and then a part is all that is left.
            Assert.True(written.Contains(Secret, StringComparison.Ordinal) || !seen.Contains(Secret[9..], StringComparison.Ordinal), seen);
            Assert.StartsWith("a line before\n", seen, StringComparison.Ordinal);
            Assert.EndsWith("\nand one behind\n", seen, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("plain – text\n")]
    [InlineData("\e[1;32mgreen\e[0m\r\n")]
    [InlineData("10%\r50%\r100%\n")]
    [InlineData("\e[3A\e[2K\rlayer: Pushing\r\e[3B\e(B\e[m😀\u200d😀\n")]
    public void What_holds_no_secret_stays_with_its_sequences(string written)
    {
        var output = Encoding.UTF8.GetBytes(written);
        foreach (var size in new[] { 1, 2, 5, output.Length })
        {
            Assert.Equal(written, Mask(output, size));
        }
    }

    [Theory]
    [InlineData("ab\bc\n", "ac\n")]
    [InlineData("wait |\b/\b-\bdone\n", "wait done\n")]
    [InlineData("12%\b\b\b13%\b\b\b100%\n", "100%\n")]
    [InlineData("é\b\b\b\bx\n", "x\n")]
    [InlineData("a\n\b\bb\n", "a\nb\n")]
    [InlineData("old\rab\b\b\bnew\n", "new\n")]
    public void A_line_that_was_corrected_is_seen_as_it_was_in_the_end(string written, string seen)
    {
        foreach (var size in new[] { 1, 2, 5, 100 })
        {
            Assert.Equal(seen, Seen(Mask(Encoding.UTF8.GetBytes(written), size)));
            Assert.Equal(seen, Seen(Mask(Encoding.UTF8.GetBytes(written), size, new SecretPatterns([]))));
        }
    }

    [Fact]
    public void A_secret_that_a_shell_has_wrapped_is_found_within_one_piece_of_output()
    {
        var output = Encoding.UTF8.GetBytes($"it is {Secret[..9]} \r{Secret[9..]} here \r\nand \r");
        Assert.Equal("it is **** here \r\nand \r", Mask(output, output.Length));
    }

    [Fact]
    public void A_line_is_not_written_again_at_any_length()
    {
        var line = new string('x', 2000);
        var masker = new LogMasker(new SecretPatterns([Secret]));
        masker.Mask(Encoding.UTF8.GetBytes(line));
        Assert.Equal("y", Encoding.UTF8.GetString(masker.Mask("\b\by"u8)));
    }

    [Theory]
    [InlineData("it is glx\bpat-A…")]
    [InlineData("it is g\bgl\blp\bpa\bat\bt…")]
    public void What_a_cut_text_would_show_of_a_secret_is_masked(string text)
    {
        var seen = TerminalText.Clean(new SecretPatterns([Secret]).Mask(text));
        Assert.StartsWith("it is ", seen, StringComparison.Ordinal);
        Assert.EndsWith("****…", seen, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_letter_that_nobody_sees_is_looked_at()
    {
        var unseen = Enumerable.Range(0, 0x110000).Where(Rune.IsValid).Select(code => new Rune(code)).Where(letter => letter.Value is not '\n' and not '\r' && UnsafeCharacters.Contains(letter));
        Assert.All(unseen, letter =>
        {
            // A long sequence, so that only what a reader sees is found.
            var written = string.Concat(Secret.Select(each => each + string.Concat(Enumerable.Repeat(letter.ToString(), 40))));
            Assert.DoesNotContain(Secret[9..], Seen(Mask(Encoding.UTF8.GetBytes(written), 4096)), StringComparison.Ordinal);
        });
    }

    private static string EachLetter(Func<char, string> written) => string.Concat(Secret.Select(written));

    private static string Seen(string stored) =>
        string.Concat(stored.Split('\n').Select(line => Encoding.UTF8.GetString(TerminalText.CleanLine(Encoding.UTF8.GetBytes(line))) + "\n"))[..^1];

    private static string Mask(byte[] output, int size, SecretPatterns? patterns = null)
    {
        var masker = new LogMasker(patterns ?? new SecretPatterns([Secret]));
        using var masked = new MemoryStream();
        foreach (var piece in output.Chunk(size))
        {
            masked.Write(masker.Mask(piece));
        }

        masked.Write(masker.Finish());
        return Encoding.UTF8.GetString(masked.ToArray());
    }
}
