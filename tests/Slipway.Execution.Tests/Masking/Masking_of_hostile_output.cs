using System.Text;
using Slipway.Execution.Masking;

namespace Slipway.Execution.Tests.Masking;

/// <summary>Whatever a job prints, the masker takes so many steps for a byte and no more: counted, not timed.</summary>
public sealed class Masking_of_hostile_output
{
    private const int Length = 1 << 16;

    /// <summary>A few hundred for a byte are a microsecond or two; the longest way through a secret counts for each of its letters.</summary>
    private const int MostSteps = 400;
    private static readonly string[] Secrets = ["aSecret-value", "\\\\\\\\\\\\\\\\x", "%25%2541", "&amp;&x", "£éüß-x", "aaaaaaaaaaaaaaab", "''''\"\"x", "[31mcolour", "-----BEGIN KEY-----\n  TUlJRXZRSUJBREFO\n  QmdrcWhraUc5dzBC\n-----END KEY-----\n"];

    [Theory]
    [InlineData("\u00c2", true)]
    [InlineData("a\u00c2", true)]
    [InlineData("a\u00c2\u009d", true)]
    [InlineData("£\u00c2", false)]
    [InlineData("a\u009d", false)]
    [InlineData("a\u009b0;", false)]
    [InlineData("a\u0090x", false)]
    [InlineData("a\e]", false)]
    [InlineData("a\e[", false)]
    [InlineData("a\e[31;", false)]
    [InlineData("a\e[m", false)]
    [InlineData("a\eP0", false)]
    [InlineData("a\u200b", false)]
    [InlineData("\\", false)]
    [InlineData("\\\\x5c", false)]
    [InlineData("\\u005c", false)]
    [InlineData("%", false)]
    [InlineData("%25", false)]
    [InlineData("%2525", false)]
    [InlineData("&#x", false)]
    [InlineData("&amp;", false)]
    [InlineData("&#38;", false)]
    [InlineData("'", false)]
    [InlineData("\"", false)]
    [InlineData("'\\''", false)]
    [InlineData("a", false)]
    [InlineData("TUlJRXZRSUJBREF", false)]
    [InlineData("YVNlY3JldC12YWx1", false)]
    [InlineData("QUJDREVGR0hJSktM", false)]
    [InlineData("61536563", false)]
    [InlineData("-----BEGIN ", false)]
    [InlineData("\r\n", false)]
    [InlineData("\b", false)]
    [InlineData("a\b", false)]
    [InlineData("aSecret-valu\b", false)]
    [InlineData("a \r", false)]
    [InlineData("a\e[31m\b\b", false)]
    public void Takes_steps_in_proportion_to_its_length(string piece, bool isBytes)
    {
        var bytes = (isBytes ? Encoding.Latin1 : Encoding.UTF8).GetBytes(piece);
        byte[] output = [.. Enumerable.Range(0, Length).Select(at => bytes[at % bytes.Length])];
        foreach (var size in new[] { 64, 4096, Length })
        {
            Assert.InRange(Work(output, size), Length, (long)Length * MostSteps);
        }
    }

    [Fact]
    public void A_sequence_without_an_end_is_looked_at_once_for_each_beginning_and_not_to_its_end()
    {
        var beginning = "a\u009d"u8.ToArray();
        byte[] output = [.. Enumerable.Repeat(beginning, Length / beginning.Length).SelectMany(bytes => bytes)];
        var half = Work(output[..(output.Length / 2)], output.Length);
        Assert.InRange(Work(output, output.Length), half, half * 2.1);
    }

    private static long Work(byte[] output, int size)
    {
        var masker = new LogMasker(new SecretPatterns(Secrets));
        foreach (var chunk in output.Chunk(size))
        {
            masker.Mask(chunk);
        }

        masker.Finish();
        return masker.Work;
    }
}
