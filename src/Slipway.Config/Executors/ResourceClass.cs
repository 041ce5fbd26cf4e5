using Slipway.Config.Compilation;
using Slipway.Config.Diagnostics;
using Slipway.Model.Diagnostics;
using Slipway.Model.Plans;

namespace Slipway.Config.Executors;

/// <summary>A resource class as the config names it, and where (https://circleci.com/docs/reference/configuration-reference/#resourceclass).</summary>
internal sealed record ResourceClass(string Name, SourceSpan Span)
{
    private static readonly string[] OtherMachines = ["gpu.", "windows.", "macos.", "m1.", "m2pro.", "m4pro."];

    public void WarnUnlessForDocker(CompileSession session) =>
        WarnUnlessOneOf([.. DockerClass.All.Select(size => size.Name + DockerClass.GenerationIn(Name))], "docker", session);

    public void WarnUnlessForMachine(CompileSession session) =>
        WarnUnlessOneOf([.. MachineClass.All.Select(size => size.Name), .. DockerClass.All.Select(size => size.Name).Where(name => name.StartsWith("arm.", StringComparison.Ordinal))], "machine", session);

    /// <summary>Names of other machines are left to CircleCI, and one with a slash is that of a self-hosted runner.</summary>
    private void WarnUnlessOneOf(IReadOnlyList<string> sizes, string executor, CompileSession session)
    {
        if (Name.Length == 0 || Name.Contains('/', StringComparison.Ordinal) || Array.Exists(OtherMachines, machine => Name.StartsWith(machine, StringComparison.Ordinal)))
        {
            return;
        }

        if (!sizes.Contains(Name, StringComparer.OrdinalIgnoreCase))
        {
            session.Diagnostics.ReportWithHint(JobDiagnostics.UnknownResourceClass, Span, Suggestion.For(Name, sizes), Name, executor);
        }
    }
}
