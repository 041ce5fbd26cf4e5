using Slipway.Testing.Folders;

namespace Slipway.Scenarios.Tests.Scenarios;

/// <summary>
/// Every folder of scenarios/ whose point is no container, with machines in the containers' place: what steps can do they can in either. <see cref="Every_scenario"/>
/// holds the same expectations against containers.
/// </summary>
[Trait("needs", "engine")]
public sealed class ScenariosInMachinesTests : IDisposable
{
    private ScenarioPlace? _place;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Names() =>
        [.. Scenario.ReadAll().Where(scenario => scenario is { Container: null, Machine: null }).Select(scenario => scenario.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Come_to_what_they_say(string name)
    {
        var scenario = Scenario.Read(name);
        Assert.SkipUnless(File.Exists(Checkout.Slipway), $"{Checkout.Slipway} is not built: run scripts/build.sh");
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "engines need root");
        _place = new ScenarioPlace(scenario, Checkout.Slipway) { InMachines = true };
        await _place.MakeProjectAsync(Token);
        await MachineStorage.LendAsync(_place.Folder, Token);
        foreach (var command in scenario.Commands)
        {
            await _place.RunAsync(command, Token);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Have_no_container_left(string name) =>
        Assert.DoesNotContain("docker:", ScenarioPlace.WithMachines(File.ReadAllText(Path.Combine(Scenario.Read(name).Folder, "config.yml"))), StringComparison.Ordinal);

    [Fact]
    public void Are_left_out_for_a_reason_alone() =>
        Assert.All(Scenario.ReadAll().Select(scenario => scenario.Machine).OfType<string>(), reason => Assert.Matches("^[a-z].{10,}[a-z]$", reason));

    public void Dispose()
    {
        if (_place is not null)
        {
            MachineStorage.TakeBack(_place.Folder);
            _place.Dispose();
        }
    }
}
