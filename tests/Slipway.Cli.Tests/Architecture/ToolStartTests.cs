using System.Text.RegularExpressions;
using Slipway.Testing.Folders;

namespace Slipway.Cli.Tests.Architecture;

/// <summary>Programs of the machine are started in one way: found on PATH alone, with an environment that has nothing of a job.</summary>
public sealed partial class ToolStartTests
{
    // Each makes its environment itself; the agent's starts are the job's own.
    private static readonly string[] Allowed = ["src/Slipway.Linux/Tools/ToolStart.cs", "src/Slipway.Linux/Repositories/GitProcess.cs", "src/Slipway.Execution/Checkouts/GitCommand.cs"];

    [Fact]
    public void No_other_place_makes_a_start_of_its_own() =>
        Assert.DoesNotContain(
            Checkout.SourceFiles("src").Where(file => !file.StartsWith("src/Slipway.Agent/", StringComparison.Ordinal) && !Allowed.Contains(file)),
            file => OwnStart().IsMatch(File.ReadAllText(Checkout.PathOf(file))));

    [GeneratedRegex(@"new\s+ProcessStartInfo|ProcessStartInfo\s+\w+\s*=\s*new|Process\.Start\(\s*[""$@]|\bexecve\b|posix_spawn")]
    private static partial Regex OwnStart();
}
