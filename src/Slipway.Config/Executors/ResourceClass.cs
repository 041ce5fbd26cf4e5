using Slipway.Config.Compilation;
using Slipway.Config.Diagnostics;
using Slipway.Model.Diagnostics;

namespace Slipway.Config.Executors;

/// <summary>A resource class as the config names it, and where (https://circleci.com/docs/reference/configuration-reference/#resourceclass).</summary>
internal sealed record ResourceClass(string Name, SourceSpan Span)
{
    private static readonly string[] DockerSizes = ["small", "medium", "medium+", "large", "xlarge", "2xlarge", "2xlarge+", "arm.medium", "arm.large", "arm.xlarge", "arm.2xlarge"];
    private static readonly string[] Generations = [".gen2", ".gen3"];
    private static readonly string[] OtherMachines = ["gpu.", "windows.", "macos.", "m1.", "m2pro.", "m4pro."];

    /// <summary>Names of other machines are left to CircleCI, and one with a slash is that of a self-hosted runner.</summary>
    public void WarnUnlessForDocker(CompileSession session)
    {
        if (Name.Length == 0 || Name.Contains('/', StringComparison.Ordinal) || Array.Exists(OtherMachines, machine => Name.StartsWith(machine, StringComparison.Ordinal)))
        {
            return;
        }

        var generation = Array.Find(Generations, ending => Name.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) ?? string.Empty;
        var sizes = DockerSizes.Select(size => size + generation).ToList();
        if (!sizes.Contains(Name, StringComparer.OrdinalIgnoreCase))
        {
            session.Diagnostics.ReportWithHint(JobDiagnostics.UnknownResourceClass, Span, Suggestion.For(Name, sizes), Name);
        }
    }
}
