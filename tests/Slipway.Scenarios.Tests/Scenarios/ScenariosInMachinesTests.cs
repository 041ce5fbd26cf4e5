using Slipway.Testing.Folders;

namespace Slipway.Scenarios.Tests.Scenarios;

/// <summary>
/// Every folder of scenarios/ whose point is no container, with machines in the containers' place: what steps can do they can in either. <see cref="Every_scenario"/>
/// holds the same expectations against containers.
/// </summary>
[Trait("needs", "engine")]
public sealed class ScenariosInMachinesTests : IDisposable
{
    /// <summary>One or two of each thing that steps can do, since a machine takes seconds: the others run when SLIPWAY_SCENARIOS_IN_MACHINES is "all".</summary>
    private static readonly string[] Short =
    [
        "07-parallelism", "13-no-output-timeout", "14-background-and-halt", "20-auto-reruns", "23-cache-by-prefix", "24-secrets-are-masked", "25-workspace-conflict", "30-failures-are-named",
        "34-artifacts-of-runs", "35-a-rerun-with-its-workspace", "43-artifacts-behind-links", "44-cache-paths-within-each-other", "61-caches-without-a-key",
    ];

    private ScenarioPlace? _place;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Names() =>
        [.. Scenario.ReadAll().Where(scenario => scenario is { Container: null, Machine: null }).Select(scenario => scenario.Name).Where(name => All || Short.Contains(name))];

    private static bool All => Environment.GetEnvironmentVariable("SLIPWAY_SCENARIOS_IN_MACHINES") == "all";

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
