using System.Text.Json;
using Slipway.Server.Tests.Servers;

namespace Slipway.Server.Tests.Programs;

/// <summary>A server and a runner that are killed while a job runs: the job goes on, and its output is whole and in order.</summary>
[Trait("needs", "docker")]
public sealed class Kills_in_the_middle
{
    private const string Slug = "gh/acme/app";
    private const int Lines = 100;

    private const string Config = """
        version: 2.1
        jobs:
          count:
            docker: [{image: slipway/busybox}]
            steps: [{run: {name: Count, command: "for i in $(seq 1 100); do echo number $i; sleep 0.1; done"}}]
        workflows:
          main: {jobs: [count]}
        """;

    [Theory]
    [InlineData("server")]
    [InlineData("runner")]
    public async Task A_job_outlives_what_is_killed_and_its_log_has_each_line_once(string killed)
    {
        await using var server = await RealServer.StartAsync();
        await server.AddProjectAsync(Slug);
        server.Push(Slug, Config);
        await Waiting.ForAsync(() => OutputAsync(server), output => output.Contains("number 5", StringComparison.Ordinal));

        if (killed == "server")
        {
            await server.KillAsync();
            await server.StartAgainAsync();
        }
        else
        {
            server.KillRunner();
        }

        var workflow = await Waiting.ForAsync(() => WorkflowAsync(server), found => found.GetProperty("stopped_at").ValueKind != JsonValueKind.Null);
        Assert.True(workflow.GetProperty("status").GetString() == "success", server.Said);
        Assert.Equal(Enumerable.Range(1, Lines).Select(number => $"number {number}"), (await OutputAsync(server)).Split('\n').Select(line => line.TrimEnd('\r')).Where(line => line.StartsWith("number ", StringComparison.Ordinal)));
        Assert.Equal(1, (await server.GetAsync($"/api/v2/project/{Slug}/pipeline")).GetProperty("items").GetArrayLength());
    }

    private static async Task<string> OutputAsync(RealServer server)
    {
        if (await server.TryGetAsync($"/api/v1.1/project/{Slug}/1") is not { } build)
        {
            return "";
        }

        foreach (var action in build.GetProperty("steps").EnumerateArray().SelectMany(step => step.GetProperty("actions").EnumerateArray()).Where(action => action.GetProperty("name").GetString() == "Count"))
        {
            return await server.GetTextAsync($"/api/private/output/raw/{Slug}/1/output/0/{action.GetProperty("step").GetInt32()}");
        }

        return "";
    }

    private static async Task<JsonElement> WorkflowAsync(RealServer server)
    {
        var pipeline = (await server.GetAsync($"/api/v2/project/{Slug}/pipeline")).GetProperty("items")[0].GetProperty("id").GetString();
        return (await server.GetAsync($"/api/v2/pipeline/{pipeline}/workflow")).GetProperty("items")[0];
    }
}
