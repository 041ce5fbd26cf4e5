using System.Net;
using System.Text;
using Slipway.Engines.Settings;
using Slipway.Execution.Steps;
using Slipway.Model.Plans;

namespace Slipway.Execution.Tests.Steps;

public sealed class EngineHintsTests
{
    private static readonly ExtraHost Registry = new("registry.example.com", IPAddress.Parse("10.1.2.3"));

    [Theory]
    [InlineData("use", "put the step setup_remote_docker before the first docker command")]
    [InlineData("use setup", "comes after it")]
    [InlineData("fail setup use", "was skipped, because the job had failed by then")]
    public async Task A_step_without_an_engine_is_told_where_the_step_is_that_hands_it_out(string steps, string hint)
    {
        var said = await HintsAsync(steps, hasEngine: false, [], "Cannot connect to the Docker daemon at unix:///var/run/docker.sock.");

        Assert.Contains(hint, Assert.Single(said), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Error: Get https://regis", "try.example.com/v2/: connection refused")]
    [InlineData("dial tcp 10.1.2.3:443: connect: connection refused", "")]
    public async Task A_step_that_speaks_of_a_host_without_a_way_is_told_the_setting(string output, string more)
    {
        var said = await HintsAsync("setup use", hasEngine: true, [Registry], output, more);

        Assert.Contains("network.allowedEgress", Assert.Single(said), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_failures_are_told_nothing() =>
        Assert.Empty(await HintsAsync("setup use", hasEngine: true, [Registry], "/var/run/docker.sock exists", "make: *** [all] Error 1"));

    private static async Task<IReadOnlyList<string>> HintsAsync(string steps, bool hasEngine, ExtraHost[] unreached, params string[] output)
    {
        StepPlan[] plan = [.. steps.Split(' ').Select(StepPlan (name) => name == "setup" ? new SetupRemoteDockerStep { Name = name } : new RunStep { Name = name, Command = "docker ps" })];
        var watch = new OutputWatch((_, _) => ValueTask.CompletedTask, EngineHints.Texts(unreached));
        foreach (var part in output)
        {
            await watch.WriteAsync(Encoding.UTF8.GetBytes(part), TestContext.Current.CancellationToken);
        }

        return [.. EngineHints.Of(new JobPlan { Name = "j", Definition = "j", Steps = plan }, plan.Single(step => step.Name == "use"), hasEngine, watch.Seen, unreached)];
    }
}
