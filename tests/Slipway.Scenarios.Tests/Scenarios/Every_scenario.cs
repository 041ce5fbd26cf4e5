using Slipway.Testing.Folders;

namespace Slipway.Scenarios.Tests.Scenarios;

/// <summary>Runs every folder of scenarios/ through the built program on the real Docker, and sees that nothing is left behind.</summary>
[Trait("needs", "docker")]
public sealed class Every_scenario : IDisposable
{
    private ScenarioPlace? _place;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Names() => [.. Scenario.ReadAll().Select(scenario => scenario.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Comes_to_what_it_says(string name)
    {
        var scenario = Scenario.Read(name);
        Assert.SkipUnless(File.Exists(Checkout.Slipway), $"{Checkout.Slipway} is not built: run scripts/build.sh");
        Assert.SkipUnless(File.Exists("/var/run/docker.sock"), "there is no Docker here");
        Assert.SkipWhen((scenario.Needs.Contains("engine") || scenario.Needs.Contains("machine")) && !Environment.IsPrivilegedProcess, "engines need root");
        _place = new ScenarioPlace(scenario, Checkout.Slipway);
        await _place.MakeProjectAsync(Token);
        if (scenario.Needs.Contains("machine"))
        {
            await MachineStorage.LendAsync(_place.Folder, Token);
        }

        foreach (var command in scenario.Commands)
        {
            await _place.RunAsync(command, Token);
            if (!command.Keeps)
            {
                await AssertNothingIsLeftAsync(_place.Runs);
            }
        }
    }

    public void Dispose()
    {
        if (_place is not null)
        {
            MachineStorage.TakeBack(_place.Folder);
            _place.Dispose();
        }
    }

    private static async Task AssertNothingIsLeftAsync(string runs)
    {
        foreach (var owner in Directory.Exists(runs) ? Directory.EnumerateFiles(runs, "owner", SearchOption.AllDirectories) : [])
        {
            var process = await File.ReadAllTextAsync(owner, Token);
            var filter = $"label=slipway.owner={process}";
            var (_, containers) = await DockerAsync("ps", "-aq", "--filter", filter);
            var (_, networks) = await DockerAsync("network", "ls", "-q", "--filter", filter);
            Assert.Equal("", containers + networks);
            Assert.Empty(JobLinks.Of(process));
        }
    }

    private static Task<(int ExitCode, string Output)> DockerAsync(params string[] arguments) =>
        Programs.RunAsync("docker", arguments, Checkout.Root, [], Token);
}
