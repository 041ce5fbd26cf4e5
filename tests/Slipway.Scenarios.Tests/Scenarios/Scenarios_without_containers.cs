using Slipway.Testing.Folders;

namespace Slipway.Scenarios.Tests.Scenarios;

/// <summary>
/// Every folder of scenarios/ whose point is no container, through the same command on a machine without Docker: the agent and the steps are real, on this
/// machine's programs. <see cref="Every_scenario"/> holds the same expectations against Docker.
/// </summary>
public sealed class Scenarios_without_containers(FakedScenarios scenarios) : IClassFixture<FakedScenarios>
{
    public static TheoryData<string> Names() => [.. Scenario.ReadAll().Where(scenario => scenario.Container is null).Select(scenario => scenario.Name)];

    public static TheoryData<string> Others() => [.. Scenario.ReadAll().Where(scenario => scenario.Container is not null).Select(scenario => scenario.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Come_to_what_they_say(string name)
    {
        Assert.SkipUnless(File.Exists(Checkout.Agent), $"{Checkout.Agent} is not built: run scripts/build.sh");
        Assert.SkipUnless(scenarios.CanRun, "this user may not make namespaces");
        await scenarios.EndOf(name);
    }

    [Theory]
    [MemberData(nameof(Others))]
    public void Leave_out_those_alone_that_say_what_they_need_a_container_for(string name) =>
        Assert.Matches("^[a-z].{10,}[a-z]$", Scenario.Read(name).Container!);

    [Fact]
    public void Are_those_in_the_end_that_need_no_engine() =>
        Assert.All(Scenario.ReadAll().Where(scenario => scenario.Needs.Contains("engine")), scenario => Assert.NotNull(scenario.Container));
}
