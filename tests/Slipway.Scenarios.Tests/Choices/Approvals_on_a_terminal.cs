using Slipway.Scenarios.Tests.Faults;
using Slipway.Testing.Folders;

namespace Slipway.Scenarios.Tests.Choices;

/// <summary>A person answers an approval where the run is shown.</summary>
[Trait("needs", "docker")]
public sealed class Approvals_on_a_terminal
{
    private const string Question = "Approve hold of workflow all? [y/N] ";

    [Theory]
    [InlineData("y", "released", 0)]
    [InlineData("n", "on hold", 4)]
    public async Task Are_asked_for_in_a_line_that_stays(string answer, string expected, int exitCode)
    {
        var config = FaultyPlace.JobOf("""run: "echo released" """).Replace("jobs: [job]", "jobs: [{hold: {type: approval}}, {job: {requires: [hold]}}]", StringComparison.Ordinal);
        using var place = new FaultyPlace(config);
        using var terminal = new RunningProgram(
            "script", ["-qefc", $"exec {Checkout.Slipway} run", "/dev/null"], place.Project, [new("SLIPWAY_STATE", place.State), new("TERM", "xterm")], withInput: true);
        await terminal.WaitForAsync("hold: waits for approval");
        await terminal.TypeAsync(answer);
        Assert.Equal(exitCode, await terminal.EndAsync());
        // Nothing between the question and the end of its line has painted over it.
        var line = terminal.Output[terminal.Output.IndexOf(Question, StringComparison.Ordinal)..].Split('\n')[0];
        Assert.DoesNotContain("\e[J", line, StringComparison.Ordinal);
        Assert.Contains(expected, terminal.Output + (await place.SlipwayAsync("runs", "logs", "last")).Output, StringComparison.Ordinal);
        await place.AssertNothingIsLeftAsync();
    }
}
