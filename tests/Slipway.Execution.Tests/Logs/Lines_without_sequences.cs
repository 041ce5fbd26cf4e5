using System.Text;
using Slipway.Execution.Logs;
using Slipway.Model.Terminals;

namespace Slipway.Execution.Tests.Logs;

public sealed class Lines_without_sequences : IDisposable
{
    private readonly string _log = Path.GetTempFileName();

    public void Dispose() => File.Delete(_log);

    [Theory]
    [InlineData("plain\ttext – as it is\n", "plain\ttext – as it is\n")]
    [InlineData("\e[1;32mgreen\e[0m\n", "green\n")]
    [InlineData("10%\r50%\r100%\n", "100%\n")]
    [InlineData("windows\r\n", "windows\n")]
    [InlineData("\e[3A\e[2K\rlayer: Pushing\r\e[3B\e[3A\e[2K\rlayer: Pushed\r\e[3B\n", "layer: Pushed\n")]
    [InlineData("\e]0;title\alink \e]8;;http://x\e\\text\e]8;;\e\\\n", "link text\n")]
    [InlineData("ab\bc\0\u007f\e(B\e=d", "acd")]
    [InlineData("cut off \e[3", "cut off ")]
    [InlineData("cut off \e", "cut off ")]
    public void A_line_is_what_a_terminal_would_show_in_the_end(string written, string seen) =>
        Assert.Equal(seen, Encoding.UTF8.GetString(TerminalText.CleanLine(Encoding.UTF8.GetBytes(written))));

    [Fact]
    public void A_log_is_copied_line_by_line_with_times_in_front_and_no_byte_lost()
    {
        var line = new string('x', 70_000);
        File.WriteAllText(_log, $"\e[31mone\e[0m\n{line}\nlast");
        File.WriteAllText(_log + ".times", "0 1000\n15 2000\n");
        using var plain = new MemoryStream();
        using var raw = new MemoryStream();
        using var timed = new MemoryStream();

        LogReader.Copy(_log, withTimes: false, raw: false, plain);
        LogReader.Copy(_log, withTimes: false, raw: true, raw);
        LogReader.Copy(_log, withTimes: true, raw: false, timed);

        Assert.Equal($"one\n{line}\nlast", Encoding.UTF8.GetString(plain.ToArray()));
        Assert.Equal(File.ReadAllBytes(_log), raw.ToArray());
        Assert.StartsWith("1970-01-01T00:00:01.000Z one\n1970-01-01T00:00:0", Encoding.UTF8.GetString(timed.ToArray()), StringComparison.Ordinal);
        Assert.EndsWith("1970-01-01T00:00:02.000Z last", Encoding.UTF8.GetString(timed.ToArray()), StringComparison.Ordinal);
        Assert.Equal(["last"], LogReader.Tail(_log, 1));
    }
}
