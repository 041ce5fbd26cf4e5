using System.Diagnostics;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using Slipway.Fuzz.Secrets;
using Slipway.Model.Terminals;

namespace Slipway.Cli.Tests.Terminals;

public sealed partial class TerminalTextTests
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Everything that could steer a terminal, hide or reorder, by what it is.</summary>
    public static TheoryData<string, string> Hostile { get; } = new()
    {
        { "a C0 control", "\u0007" },
        { "DEL", "\u007f" },
        { "CSI", "\e[2J" },
        { "CSI that moves", "\e[3A" },
        { "OSC 52 with BEL", "\e]52;c;ZXZpbA==\a" },
        { "OSC with ST", "\e]0;title\e\\" },
        { "OSC with ST of C1", "\e]0;title\u009c" },
        { "DCS", "\ePq#0\e\\" },
        { "APC", "\e_x\e\\" },
        { "PM", "\e^x\e\\" },
        { "SOS", "\eXx\e\\" },
        { "charset", "\e(0" },
        { "reset", "\ec" },
        { "CSI of C1", "\u009b2J" },
        { "OSC of C1", "\u009d52;c;ZXZpbA==\u009c" },
        { "DCS of C1", "\u0090q\u009c" },
        { "NEL", "\u0085" },
        { "right-to-left override", "\u202e" },
        { "embedding", "\u202a\u202b\u202c\u202d" },
        { "isolates", "\u2066\u2067\u2068\u2069" },
        { "marks", "\u200e\u200f\u061c" },
        { "zero-width space", "\u200b" },
        { "word joiner and invisible operators", "\u2060\u2061\u2064" },
        { "byte order mark", "\ufeff" },
        { "deprecated format characters", "\u206a\u206f" },
        { "tags", "\U000e0041\U000e0001\U000e007f" },
        { "line separator", "\u2028" },
        { "paragraph separator", "\u2029" },
        { "blank letters", "\u3164\u115f\uffa0" },
        { "interlinear annotation", "\ufff9\ufffb" },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void What_steers_or_hides_is_taken_out_of_a_line_and_out_of_a_text(string what, string hostile)
    {
        Assert.Equal("ab\n", Encoding.UTF8.GetString(TerminalText.CleanLine(Encoding.UTF8.GetBytes("a" + hostile + "b\n"))));
        Assert.All([TerminalText.Clean("a" + hostile + "b"), TerminalText.OneLine("a" + hostile + "b")], clean => Assert.True(SafeText.Is(clean), what));
        Assert.DoesNotContain('\n', TerminalText.OneLine("a" + hostile + "\nb\rc"));
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    public void A_text_in_columns_keeps_its_length(string what, string hostile)
    {
        var visible = TerminalText.Visible("a" + hostile + "b");
        Assert.Equal(hostile.Length + 2, visible.Length);
        Assert.True(SafeText.Is(visible), what);
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Json_keeps_its_value(string what, string hostile)
    {
        var value = "a" + hostile + "b\ud83d\ude00\n";
        var json = TerminalText.CleanJson("{\n\"x\": " + JsonSerializer.Serialize(value, Relaxed) + "\n}");
        Assert.True(SafeText.Is(json), what);
        using var read = JsonDocument.Parse(json);
        Assert.Equal(value, read.RootElement.GetProperty("x").GetString());
    }

    [Theory]
    [InlineData("plain\ttext – as it is\n")]
    [InlineData("état 日本語 العربية עברית हिन्दी\n")]
    [InlineData("✓ ✗ ▕▔▏ ⠋⠙ └── 🚀 👩‍👩‍👧 🏳️‍🌈 ❤️\n")]
    [InlineData("نمی‌خواهم \u0600\u06dd\n")]
    [InlineData("  葛󠄀 \ue0b0 powerline\n")]
    public void What_honest_people_write_comes_through_byte_by_byte(string honest)
    {
        var bytes = Encoding.UTF8.GetBytes(honest);
        Assert.Equal(bytes, TerminalText.CleanLine(bytes).ToArray());
        Assert.Equal(honest, TerminalText.Clean(honest));
    }

    [Theory]
    [InlineData(new byte[] { (byte)'a', 0x9B, (byte)'3', (byte)'1', (byte)'m' }, "a\ufffd31m")]
    [InlineData(new byte[] { 0xC2, (byte)'\e', (byte)'[', (byte)'0', (byte)'m', 0x9B, (byte)'J' }, "\ufffd\ufffdJ")]
    [InlineData(new byte[] { 0xE2, 0x80, (byte)'\e', (byte)'[', (byte)'m', 0xAE, (byte)'x' }, "\ufffd\ufffdx")]
    [InlineData(new byte[] { 0xC0, 0x9B, 0xED, 0xA0, 0x80 }, "\ufffd\ufffd\ufffd\ufffd\ufffd")]
    public void Bytes_that_are_no_utf8_are_replaced_and_never_join_to_something_else(byte[] hostile, string seen) =>
        Assert.Equal(seen, Encoding.UTF8.GetString(TerminalText.CleanLine(hostile)));

    [Fact]
    public void A_lone_surrogate_is_replaced() => Assert.Equal("a\ufffdb", TerminalText.OneLine("a\ud800b"));

    [Fact]
    public void A_forged_line_stays_in_the_line_that_it_came_in()
    {
        Assert.Equal("no such image Run 99 passed in 0.1 s + a  passed", TerminalText.OneLine("no such image\nRun 99 passed in 0.1 s\r\n+ a  passed\n"));
        Assert.Equal("one …", TerminalText.FirstLine("one\u2028two"));
    }

    [Fact]
    public void Colours_stay_where_they_are_asked_for_and_nothing_else_does() =>
        Assert.Equal("\e[1;31mred\e[0m ", Encoding.UTF8.GetString(TerminalText.CleanLine("\e[1;31mred\e[0m \e[2J\e]52;c;eA==\a\e[>4;1m"u8, withColours: true)));

    [Theory]
    [InlineData("\e[2m\bJ", "\e[2mJ")]
    [InlineData("a\e[m\b\b]52;c;cm0K\e[m\b\b\\", "a\e[m]52;c;cm0K\e[m\\")]
    [InlineData("\e[1mab\b\b\b\bc", "\e[1mc")]
    [InlineData("\e[1m\rab\b\bc", "c")]
    public void A_backspace_takes_no_part_of_a_colour_that_stays(string line, string seen) =>
        Assert.Equal(seen, Encoding.UTF8.GetString(TerminalText.CleanLine(Encoding.UTF8.GetBytes(line), withColours: true)));

    [Fact]
    public void Many_beginnings_of_sequences_are_read_once_each()
    {
        // Where each of them looks for the end of the line, these take minutes.
        const int Count = 4 << 20;
        var began = Stopwatch.GetTimestamp();
        Assert.Equal("", TerminalText.Clean(string.Concat(Enumerable.Repeat("\e]", Count))));
        Assert.Equal("", TerminalText.Clean(string.Concat(Enumerable.Repeat("\u009d", Count))));
        Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(30), $"{Stopwatch.GetElapsedTime(began)}");
    }

    [Fact]
    public void Whatever_comes_at_random_goes_out_safe()
    {
        string[] pieces = ["\e", "[", "]", "P", "\\", "\a", "3", ";", "m", "x", "\n", "\r", "\b", "\u009b", "\u009c", "\u202e", "é", "😀", "\u200b", "\U000e0041"];
        for (var seed = 0; seed < 20_000; seed++)
        {
            var random = new Random(seed);
            var bytes = Enumerable.Range(0, random.Next(1, 24)).SelectMany(_ => random.Next(6) == 0 ? [(byte)random.Next(256)] : Encoding.UTF8.GetBytes(pieces[random.Next(pieces.Length)])).ToArray();
            foreach (var line in Encoding.Latin1.GetString(bytes).Split('\n'))
            {
                var clean = TerminalText.CleanLine(Encoding.Latin1.GetBytes(line));
                Assert.True(TerminalText.IsClean(clean), $"seed {seed}");
                Assert.True(SafeText.Is(new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(clean)), $"seed {seed}");
                Assert.True(clean.SequenceEqual(TerminalText.CleanLine(clean)), $"seed {seed}: cleaning twice is not cleaning once");

                var coloured = TerminalText.CleanLine(Encoding.Latin1.GetBytes(line), withColours: true);
                Assert.True(coloured.SequenceEqual(TerminalText.CleanLine(coloured, withColours: true)), $"seed {seed}: cleaning twice with colours is not cleaning once");
                Assert.True(SafeText.Is(Colour().Replace(Encoding.UTF8.GetString(coloured), "")), $"seed {seed}: something but colours is left");
            }
        }
    }

    [GeneratedRegex(@"\e\[[0-9:;]*m")]
    private static partial Regex Colour();
}
