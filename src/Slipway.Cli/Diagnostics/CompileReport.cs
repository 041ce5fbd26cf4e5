using Slipway.Cli.Terminals;
using Slipway.Config.Compilation;
using Slipway.Model.Diagnostics;

namespace Slipway.Cli.Diagnostics;

/// <summary>Shows what a compilation found, for every command that compiles.</summary>
internal static class CompileReport
{
    /// <param name="compiled">Of any config.</param>
    /// <param name="mask">Hides what a job has put into a config that must not be seen; null where no job had a say in it.</param>
    public static void Write(CompileResult compiled, TextWriter error, Func<string, string>? mask = null)
    {
        mask ??= text => text;
        var texts = compiled.Sources.GroupBy(source => source.File).ToDictionary(group => group.Key, group => group.First().Text);
        Write(
            [.. compiled.Diagnostics.Select(diagnostic => diagnostic with { Message = mask(diagnostic.Message), Hint = diagnostic.Hint is { } hint ? mask(hint) : null })],
            // Line by line, so that each line stays the one that its number says.
            file => texts.GetValueOrDefault(file) is { } text ? string.Join('\n', text.Split('\n').Select(mask)) : null,
            error);
    }

    /// <param name="diagnostics">What was found.</param>
    /// <param name="textOf">The text of a file by its name; null when it is not known.</param>
    /// <param name="error">Where to; in colours on a terminal that has them.</param>
    public static void Write(IReadOnlyList<Diagnostic> diagnostics, Func<string, string?> textOf, TextWriter error)
    {
        var painted = (error as TerminalWriter)?.Painted;
        new DiagnosticText(painted ?? error, painted is not null, textOf).Write(diagnostics);
    }
}
