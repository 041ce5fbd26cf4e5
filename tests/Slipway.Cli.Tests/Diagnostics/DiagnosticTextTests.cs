using Slipway.Cli.Diagnostics;
using Slipway.Model.Diagnostics;

namespace Slipway.Cli.Tests.Diagnostics;

public sealed class DiagnosticTextTests
{
    [Fact]
    public void The_line_stands_above_a_caret_under_each_letter_of_the_span()
    {
        var diagnostic = new Diagnostic("SLW0101", Severity.Error, Span(2, 3, 2, 9), "Unknown key 'imagee'", "Did you mean 'image'?");

        var text = Render("jobs:\n  imagee: x\r\n", diagnostic);

        Assert.Equal(
            """
            config.yml:2:3: error SLW0101: Unknown key 'imagee'
                2 |   imagee: x
                  |   ^^^^^^
                  hint: Did you mean 'image'?

            """,
            text);
    }

    [Fact]
    public void A_tab_before_the_span_keeps_the_caret_in_place()
    {
        var text = Render("\tx: 1", new Diagnostic("SLW0001", Severity.Warning, Span(1, 2, 1, 3), "No"));

        Assert.Contains("| \tx: 1\n", text, StringComparison.Ordinal);
        Assert.Contains("| \t^\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_would_steer_the_terminal_is_replaced()
    {
        var text = Render("\e[2J: 1", new Diagnostic("SLW0001", Severity.Error, Span(1, 1, 1, 2), "Bad \e[2J key"));

        Assert.DoesNotContain('\e', text);
    }

    [Fact]
    public void Colours_are_used_only_when_asked_for()
    {
        var diagnostic = new Diagnostic("SLW0001", Severity.Error, Span(1, 1, 1, 2), "No");

        Assert.Contains("\e[1;31merror\e[0m", Render("x", diagnostic, colours: true), StringComparison.Ordinal);
        Assert.DoesNotContain('\e', Render("x", diagnostic));
    }

    [Fact]
    public void Of_a_long_line_only_the_part_around_the_span_is_shown()
    {
        var line = new string('a', 5_000) + "HERE" + new string('b', 5_000);

        var text = Render(line, new Diagnostic("SLW0001", Severity.Error, Span(1, 5_001, 1, 5_005), "No"));

        var lines = text.Split('\n');
        Assert.True(lines[1].Length < 200);
        Assert.Equal(lines[1].IndexOf("HERE", StringComparison.Ordinal), lines[2].IndexOf("^^^^", StringComparison.Ordinal));
    }

    [Fact]
    public void A_span_over_several_lines_is_marked_to_the_end_of_its_first()
    {
        Assert.Contains("|   ^^^^^\n", Render("  jobs:\n    a: 1", new Diagnostic("SLW0001", Severity.Error, Span(1, 3, 2, 8), "No")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(9, 1)]
    [InlineData(1, 99)]
    public void A_span_outside_the_text_does_no_harm(int line, int column)
    {
        Assert.Contains("SLW0001", Render("x: 1", new Diagnostic("SLW0001", Severity.Error, Span(line, column, line, column), "No")), StringComparison.Ordinal);
    }

    [Fact]
    public void The_count_names_errors_and_warnings_in_words()
    {
        var error = new Diagnostic("SLW0001", Severity.Error, Span(1, 1, 1, 1), "No");

        Assert.Equal("2 errors, 1 warning", DiagnosticText.Count([error, error, error with { Severity = Severity.Warning }]));
        Assert.Equal("", DiagnosticText.Count([]));
    }

    private static SourceSpan Span(int line, int column, int endLine, int endColumn) =>
        new("config.yml", new SourcePosition(line, column), new SourcePosition(endLine, endColumn));

    private static string Render(string source, Diagnostic diagnostic, bool colours = false)
    {
        using var output = new StringWriter();
        new DiagnosticText(output, colours, _ => source).Write([diagnostic]);
        return output.ToString();
    }
}
