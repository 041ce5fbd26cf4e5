using Slipway.Cli.Terminals;
using Slipway.Fuzz.Secrets;

namespace Slipway.Cli.Tests.Terminals;

public sealed class TerminalWriterTests : IDisposable
{
    private const string Hostile = "x\e]52;c;ZXZpbA==\a\u009b2J\u202ey";
    private readonly StringWriter _seen = new() { NewLine = "\n" };

    public void Dispose() => _seen.Dispose();

    [Fact]
    public void Whatever_way_a_text_is_written_it_is_cleaned()
    {
        using var writer = new TerminalWriter(_seen);
        writer.Write(Hostile);
        writer.Write("{0}", Hostile);
        writer.Write(Hostile.AsSpan());
        writer.Write(Hostile.ToCharArray());
        writer.Write((object)Hostile);
        Array.ForEach(Hostile.ToCharArray(), writer.Write);
        writer.WriteLine(Hostile);
        Assert.True(SafeText.Is(_seen.ToString()), _seen.ToString());
        Assert.Equal(7, _seen.ToString().Split("xy").Length);
    }

    [Fact]
    public async Task So_it_is_when_it_is_waited_for()
    {
        await using var writer = new TerminalWriter(_seen);
        await writer.WriteAsync(Hostile);
        await writer.WriteAsync(Hostile.AsMemory(), TestContext.Current.CancellationToken);
        await writer.WriteLineAsync(Hostile);
        Assert.Equal("xyxyxy" + writer.NewLine, _seen.ToString());
    }

    [Fact]
    public void A_cause_of_several_lines_makes_no_line_that_passes_for_one_of_ours()
    {
        using var writer = new TerminalWriter(_seen);
        writer.Tell("the agent says:\r\nRun 99 passed in 0.1 s\n+ a  passed\n");
        Assert.Equal("slipway: the agent says:\n       | Run 99 passed in 0.1 s\n       | + a  passed\n", _seen.ToString());
    }

    [Theory]
    [InlineData(false, Hostile)]
    [InlineData(true, "xy")]
    public void What_is_meant_for_programs_is_exact_where_nobody_looks(bool isTerminal, string expected)
    {
        using var writer = new TerminalWriter(_seen, isTerminal);
        ((TextWriter)writer).WriteExact(Hostile);
        Assert.Equal(expected, _seen.ToString());
    }

    [Fact]
    public void Lines_of_a_stream_are_cleaned()
    {
        using var target = new MemoryStream();
        using (var stream = new CleanStream(target))
        {
            stream.Write("plain\n"u8);
            stream.Write("a\e[2J\nb\u009b31m\n"u8);
        }

        Assert.Equal("plain\na\nb\n", System.Text.Encoding.UTF8.GetString(target.ToArray()));
    }
}
