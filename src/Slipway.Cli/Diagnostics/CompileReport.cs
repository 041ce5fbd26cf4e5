using Slipway.Config.Compilation;

namespace Slipway.Cli.Diagnostics;

/// <summary>Shows what a compilation found, for every command that compiles.</summary>
internal static class CompileReport
{
    public static void Write(CompileResult compiled, TextWriter error)
    {
        var texts = compiled.Sources.GroupBy(source => source.File).ToDictionary(group => group.Key, group => group.First().Text);
        new DiagnosticText(error, TerminalColours.OnError(error), texts.GetValueOrDefault).Write(compiled.Diagnostics);
    }
}
