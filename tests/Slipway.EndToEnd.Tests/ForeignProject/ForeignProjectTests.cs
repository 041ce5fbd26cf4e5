using System.Text.RegularExpressions;
using Slipway.EndToEnd.Tests.Hub;
using Slipway.EndToEnd.Tests.Projects;
using Slipway.EndToEnd.Tests.Tools;
using Slipway.Testing.Programs;

namespace Slipway.EndToEnd.Tests.ForeignProject;

/// <summary>Whole projects that were not written for this: an IRC server through its own Dockerfile, a Go library through its own config.</summary>
[Trait("needs", "engine")]
public sealed partial class ForeignProjectTests(HubFixture hub)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_IRC_server_is_built_through_its_own_Dockerfile_passes_its_own_tests_and_welcomes_a_client()
    {
        hub.Require();
        // Bookworm was Debian's stable when this version was released, and its Dockerfile names packages of it.
        await hub.PublishAsync("debian", "library/debian:stable-slim");
        using var source = await ForeignSource.FetchAsync("ngircd", Stop);
        var config = await File.ReadAllTextAsync(Path.Combine(Equipment.Of("ngircd"), ".circleci", "config.yml"), Stop);
        using var project = await Project.CreateAsync(hub, source.Folder, config, Stop);

        var run = await project.RunAsync([], Stop);

        Assert.True(run.ExitCode == 0, run.Text);
        Assert.Contains("FROM docker.io/library/debian:stable-slim", run.Text, StringComparison.Ordinal);
        Assert.Matches(@"\| #\d+ [\d.]+ All \d+ tests passed", run.Text);
        Assert.True(PassedTests().Count(run.Text) > 10, run.Text);
        Assert.Contains(" 001 sailor :Welcome", run.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_Go_library_passes_its_own_tests_by_its_own_config_with_a_matrix_of_three_versions()
    {
        hub.Require();
        foreach (var version in (string[])["1.16", "1.17", "1.18"])
        {
            await Tool.MustAsync("docker", ["build", "-q", "--network", "host", "-t", $"cimg/go:{version}", Equipment.Of("go")], Stop);
        }

        using var source = await ForeignSource.FetchAsync("golang-github-gorilla-websocket", Stop);
        using var project = await Project.CreateAsync(hub, source.Folder, config: null, Stop);

        var run = await project.RunAsync([], Stop);
        // The library's own tests race now and then, and Go's detector sees it: another run is what its developers do too.
        for (var more = 2; more > 0 && run.Text.Contains("race detected during execution of test", StringComparison.Ordinal); more--)
        {
            run = await project.RunAsync([], Stop);
        }

        Assert.True(run.ExitCode == 0, run.Text);
        Assert.Equal(3, PassedPackages().Count(run.Text));
    }

    [GeneratedRegex(@"^.*PASS: \S+", RegexOptions.Multiline)]
    private static partial Regex PassedTests();

    [GeneratedRegex(@"ok\s+github.com/gorilla/websocket\s")]
    private static partial Regex PassedPackages();
}
