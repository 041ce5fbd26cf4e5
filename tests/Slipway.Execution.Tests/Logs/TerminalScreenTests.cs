using System.Text;
using Slipway.Execution.Logs;

namespace Slipway.Execution.Tests.Logs;

/// <summary>What a log shows of output that is drawn again, by the forms of programs that do.</summary>
public sealed class TerminalScreenTests
{
    public static TheoryData<string, string, string> Redrawn { get; } = new()
    {
        { "docker push", "\n\e[1A\e[2K\ra: Preparing \r\e[1B\n\e[1A\e[2K\rb: Preparing \r\e[1B\e[2A\e[2K\ra: Pushed \r\e[2B\e[1A\e[2K\rb: Layer already exists \r\e[1Bdone\n", "a: Pushed\nb: Layer already exists\ndone\n" },
        { "compose", "\e[?25l[+] Running 0/2\n \e[33m⠋\e[0m Container a Creating\n \e[33m⠋\e[0m Container b Creating\n\e[?25h\e[?25l\e[3A\e[0G[+] Running 2/2\n \e[32m✔\e[0m Container a Created \n \e[32m✔\e[0m Container b Created \n\e[?25h", "[+] Running 2/2\n ✔ Container a Created\n ✔ Container b Created\n" },
        { "buildx", "\e[?25l[+] Building 0.1s (0/1)\n => load\e[K\n\e[?25h\e[1A\e[1A\e[0G\e[?25l[+] Building 0.3s (1/1) FINISHED\n => => load done  0.2s\n\e[?25hafter\n", "[+] Building 0.3s (1/1) FINISHED\n => => load done  0.2s\nafter\n" },
        { "curl", "  % Tot\r  0   10\r 50   10\r100   10\n", "100   10\n" },
        { "pip", "Downloading a\n   ━━━━╸ 10 kB\r\e[2K   ━━━━━━ 20 kB\n\e[?25h", "Downloading a\n   ━━━━━━ 20 kB\n" },
        { "npm", "⠙ idealTree\e[1G\e[0K⠹ reify\e[1G\e[0Kadded 3 packages\n", "added 3 packages\n" },
        { "cargo", "    Building [=>   ] 1/3: a\r\e[K   Compiling a v1\n    Building [===> ] 2/3\r\e[K    Finished\n", "   Compiling a v1\n    Finished\n" },
        { "a spinner before a text", "  building\r|\r/\r✓\n", "✓ building\n" },
        { "a counter that gets shorter", "10 left\r9 left \n", "9 left\n" },
        { "git", "Counting: 50% (1/2)\rCounting: 100% (2/2)\rCounting: 100% (2/2), done.\n", "Counting: 100% (2/2), done.\n" },
        { "gradle", "\e[1m<-> 0%\e[m\e[7D\e[2Ktask\n\e[1m<=> 50%\e[m\n\e[1A\e[2Kend\n", "task\nend\n" },
        { "save and restore", "\e7progress 1\e8\e7progress 2\e8\e[Kready\n", "ready\n" },
        { "a progress bar in the terminal's last row", "one\n\e7\e[24;0f\e[42mProgress: [ 10%]\e[49m\e8two\n", "one\ntwo\n" },
        { "erase below", "a\nb\nc\n\e[3A\e[Jx\n", "x\n" },
        { "reverse line feeds", "a\nb\n\eM\eM\e[2Kc\n", "c\nb\n" },
        { "erased characters", "abcdef\r\e[3Xx\n", "x  def\n" },
        { "deleted characters", "abcdef\r\e[3Px\n", "xef\n" },
        { "wide letters written over", "日本語\rab\n", "ab本語\n" },
        { "half of a wide letter written over", "日本語\e[2Gx\n", " x本語\n" },
        { "C1", "a\nb\n\u009b2A\u009b2Kc\n", "c\nb\n" },
    };

    [Theory]
    [MemberData(nameof(Redrawn))]
    public void Only_the_last_state_of_each_line_is_shown(string program, string output, string expected)
    {
        Assert.True(expected == Show(output, piece: output.Length, waits: false), $"{program}, in one piece: {Show(output, output.Length, waits: false)}");
        Assert.True(expected == Show(output, piece: 1, waits: true), $"{program}, of a whole log: {Show(output, 1, waits: true)}");
    }

    [Theory]
    [MemberData(nameof(Redrawn))]
    public void The_last_state_comes_though_the_output_comes_byte_by_byte(string program, string output, string expected)
    {
        var lines = Show(output, piece: 1, waits: false).Split('\n');
        Assert.True(expected.Split('\n').All(line => lines.Contains(line)), $"{program}: {string.Join('|', lines)}");
    }

    [Theory]
    [InlineData("one\ntwo\n\nthree")]
    [InlineData("\ta\tb \n  indented  \n")]
    [InlineData("état 日本語 👩‍👩‍👧 ❤️ हिन्दी\n")]
    [InlineData("")]
    [InlineData("\n\n")]
    public void What_is_not_drawn_again_comes_byte_by_byte(string output)
    {
        Assert.Equal(output, Show(output, 1, waits: false));
        Assert.Equal(output, Show(output, Math.Max(1, output.Length), waits: true));
    }

    [Fact]
    public void A_line_is_shown_as_soon_as_it_is_whole()
    {
        var shown = new List<string>();
        var screen = new TerminalScreen((line, _) => shown.Add(Encoding.UTF8.GetString(line)));
        screen.Write("one\ntw"u8);
        Assert.Equal(["one\n"], shown);
        screen.Write("o\n"u8);
        Assert.Equal(["one\n", "two\n"], shown);
    }

    [Fact]
    public void Lines_that_are_drawn_again_hold_back_no_more_lines_than_they_are()
    {
        var shown = new List<string>();
        var screen = new TerminalScreen((line, _) => shown.Add(Encoding.UTF8.GetString(line)));
        screen.Write("a\nb\n\e[2A\e[2KA\n\e[2KB\n"u8);
        screen.Write("1\n2\n3\n"u8);
        Assert.Equal(["A\n", "B\n", "1\n"], shown);
        screen.Finish();
        Assert.Equal(["A\n", "B\n", "1\n", "2\n", "3\n"], shown);
    }

    [Fact]
    public void What_is_drawn_again_as_it_was_is_shown_once()
    {
        var output = string.Concat(Enumerable.Repeat("a\nb\n\e[2A", 50)) + "\e[2B";
        Assert.Equal("a\nb\n", Show(output, 1, waits: false));
    }

    [Fact]
    public void More_lines_than_a_terminal_has_are_all_shown()
    {
        var lines = string.Concat(Enumerable.Range(0, 5000).Select(line => $"{line}\n"));
        Assert.Equal(lines, Show(lines, 4096, waits: true));
        Assert.EndsWith("x\n", Show(lines + "\e[9999A\e[2K\e[9999Bx\n", 4096, waits: false), StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_of_any_length_is_whole()
    {
        var line = new string('x', 300_000) + "\n";
        Assert.Equal(line, Show(line, 10_000, waits: false));
    }

    [Theory]
    [InlineData("a\e[3Ab", true)]
    [InlineData("a\e[Fb", true)]
    [InlineData("\e[?25l", true)]
    [InlineData("a\e[31mb\e[2K\r", false)]
    public void Output_is_known_to_be_drawn_again(string output, bool isDrawnAgain) =>
        Assert.Equal(isDrawnAgain, TerminalScreen.Redraws(Encoding.UTF8.GetBytes(output)));

    private static string Show(string output, int piece, bool waits)
    {
        var shown = new StringBuilder();
        var screen = new TerminalScreen((line, _) => shown.Append(Encoding.UTF8.GetString(line)), waits);
        foreach (var bytes in Encoding.UTF8.GetBytes(output).Chunk(Math.Max(1, piece)))
        {
            screen.Write(bytes);
        }

        screen.Finish();
        return shown.ToString();
    }
}
