using Slipway.Scenarios.Tests.Faults;
using Slipway.Scenarios.Tests.Scenarios;

namespace Slipway.Scenarios.Tests.Networks;

/// <summary>What reaches a job, and what a job reaches, over the links and bridges of this machine.</summary>
[Trait("needs", "docker")]
public sealed class Separate_jobs
{
    private const string Server = "slipway/python:trixie";
    private const string Marker = "address=";

    private const string Serving = $$$"""
        version: 2.1
        jobs:
          job:
            docker: [{image: "{{{Server}}}"}]
            steps:
              - run: {command: "exec python3 -m http.server 8000", background: true}
              - run: "python3 -c 'import socket; print(\"{{{Marker}}}\" + socket.gethostbyname(socket.gethostname()))'; sleep 60"
        workflows: {all: {jobs: [job]}}
        """;

    private static string Trying(string address) => FaultyPlace.JobOf($"run: \"timeout 3 bash -c 'exec 3<>/dev/tcp/{address}/8000' && echo reached || echo held\"");

    [Theory]
    [InlineData("")]
    [InlineData("docker")]
    public async Task Do_not_reach_each_other(string network)
    {
        using var place = new FaultyPlace(Serving);
        await ChooseAsync(place, network);
        using var serving = place.Start();
        var address = await AddressAsync(serving);
        using var http = new HttpClient();
        Assert.Contains("Directory listing", await GetAsync(http, address), StringComparison.Ordinal);

        using var other = new FaultyPlace(Trying(address));
        await ChooseAsync(other, network);
        using var trying = other.Start();
        Assert.Equal(0, await trying.EndAsync());
        Assert.Contains("| held", trying.Output, StringComparison.Ordinal);
        Assert.Equal("held", await place.DockerAsync("run", "--rm", FaultyPlace.Image, "sh", "-c", $"timeout 3 bash -c 'exec 3<>/dev/tcp/{address}/8000' 2>/dev/null && echo reached || echo held"));

        serving.Signal(RunningProgram.Interrupt);
        Assert.Equal(130, await serving.EndAsync());
        await place.AssertNothingIsLeftAsync();
        await other.AssertNothingIsLeftAsync();
    }

    [Fact]
    public async Task Do_not_reach_other_containers_of_the_host()
    {
        using var place = new FaultyPlace(FaultyPlace.JobOf("run: \"true\""));
        var container = await place.DockerAsync("run", "-d", "--rm", Server, "python3", "-m", "http.server", "8000");
        try
        {
            var address = await place.DockerAsync("inspect", "-f", "{{.NetworkSettings.IPAddress}}", container);
            using var http = new HttpClient();
            Assert.Contains("Directory listing", await GetAsync(http, address), StringComparison.Ordinal);
            using var other = new FaultyPlace(Trying(address));
            using var trying = other.Start();
            Assert.Equal(0, await trying.EndAsync());
            Assert.Contains("| held", trying.Output, StringComparison.Ordinal);
        }
        finally
        {
            await place.DockerAsync("rm", "-f", container);
        }
    }

    [Fact]
    public async Task With_a_named_service_find_it_by_its_name()
    {
        using var place = new FaultyPlace($$$"""
            version: 2.1
            jobs:
              job:
                docker: [{image: "{{{FaultyPlace.Image}}}"}, {image: "{{{Server}}}", name: web, command: [python3, -m, http.server, "8000"]}]
                steps: [{run: "for i in $(seq 50); do timeout 3 bash -c 'exec 3<>/dev/tcp/web/8000' && exit 0; sleep 0.2; done; exit 1"}]
            workflows: {all: {jobs: [job]}}
            """);
        using var run = place.Start();
        Assert.True(await run.EndAsync() == 0, run.Output);
        await place.AssertNothingIsLeftAsync();
    }

    /// <summary>As root with a local Docker, a job has a link of its own; with the setting it has a bridge of Docker's.</summary>
    [Theory]
    [InlineData("", 1, 0)]
    [InlineData("docker", 0, 1)]
    public async Task Are_connected_as_the_settings_say(string network, int links, int bridges)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "links need root");
        using var place = new FaultyPlace(FaultyPlace.JobOf("run: \"echo the step; sleep 60\""));
        await ChooseAsync(place, network);
        using var run = place.Start();
        await run.WaitForAsync("| the step");
        var owner = await File.ReadAllTextAsync(Path.Combine(place.State, "runs", "1", "owner"), TestContext.Current.CancellationToken);
        Assert.Equal(links, JobLinks.Of(owner).Count);
        Assert.Equal(bridges, (await place.DockerAsync("network", "ls", "-q", "--filter", $"label=slipway.owner={owner}")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        run.Signal(RunningProgram.Interrupt);
        await run.EndAsync();
        await place.AssertNothingIsLeftAsync();
    }

    private static async Task ChooseAsync(FaultyPlace place, string network)
    {
        if (network.Length > 0)
        {
            var settings = Path.Combine(place.Folder, "jobs.json");
            await File.WriteAllTextAsync(settings, $$"""{ "network": "{{network}}" }""", TestContext.Current.CancellationToken);
            place.Set("SLIPWAY_JOB_SETTINGS", settings);
        }
    }

    private static async Task<string> AddressAsync(RunningProgram run)
    {
        await run.WaitForAsync("| " + Marker);
        return run.Output.Split("| " + Marker)[1].Split('\n')[0].Trim();
    }

    private static async Task<string> GetAsync(HttpClient http, string address)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await http.GetStringAsync(new Uri($"http://{address}:8000/"), TestContext.Current.CancellationToken);
            }
            catch (HttpRequestException) when (attempt < 50)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, TestContext.Current.CancellationToken);
            }
        }
    }
}
