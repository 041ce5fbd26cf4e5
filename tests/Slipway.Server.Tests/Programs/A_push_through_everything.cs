using System.Text.Json;
using Slipway.Server.Tests.Servers;

namespace Slipway.Server.Tests.Programs;

/// <summary>The whole way with real parts: a server, its runner, a job in Docker with an engine of its own, and what the API says of it.</summary>
[Trait("needs", "docker")]
public sealed class A_push_through_everything
{
    private const string Slug = "gh/acme/app";

    private const string Config = """
        version: 2.1
        jobs:
          build:
            docker: [{image: "slipway/docker-cli:trixie"}]
            steps:
              - checkout
              - setup_remote_docker
              - run: {name: Ask the engine, command: "docker version --format 'engine {{.Server.Os}}' && ls .circleci && test -f .git/HEAD && echo checked-out"}
        workflows:
          main: {jobs: [build]}
        """;

    [Fact]
    public async Task A_push_becomes_a_pipeline_whose_job_runs_in_an_engine_and_whose_output_the_api_gives()
    {
        await using var server = await RealServer.StartAsync();
        await server.AddProjectAsync(Slug);

        Assert.Contains($"remote: Slipway: pipeline 1: {server.Address}/pipelines/", server.Push(Slug, Config), StringComparison.Ordinal);

        var pipeline = (await server.GetAsync($"/api/v2/project/{Slug}/pipeline")).GetProperty("items")[0].GetProperty("id").GetString();
        var workflow = await Waiting.ForAsync(() => WorkflowAsync(server, pipeline), found => found is { } known && known.GetProperty("status").GetString() is not ("running" or "failing"));
        var job = (await server.GetAsync($"/api/v2/workflow/{workflow!.Value.GetProperty("id").GetString()}/job")).GetProperty("items")[0];
        Assert.True(workflow.Value.GetProperty("status").GetString() == "success", $"{job}\n{server.Said}");
        var build = await server.GetAsync($"/api/v1.1/project/{Slug}/{job.GetProperty("job_number").GetInt32()}");
        var steps = build.GetProperty("steps").EnumerateArray().SelectMany(step => step.GetProperty("actions").EnumerateArray()).ToList();
        Assert.Equal("Spin up environment", steps[0].GetProperty("name").GetString());
        var step = steps.Single(known => known.GetProperty("name").GetString() == "Ask the engine");
        Assert.Equal((false, 0), (step.GetProperty("failed").GetBoolean(), step.GetProperty("exit_code").GetInt32()));
        var raw = await server.GetTextAsync($"/api/private/output/raw/{Slug}/1/output/{step.GetProperty("index").GetInt32()}/{step.GetProperty("step").GetInt32()}");
        Assert.Contains("engine linux", raw, StringComparison.Ordinal);
        Assert.Contains("config.yml", raw, StringComparison.Ordinal);
        Assert.Contains("checked-out", raw, StringComparison.Ordinal);
        using var anybody = new HttpClient();
        Assert.Contains("engine linux", await anybody.GetStringAsync(step.GetProperty("output_url").GetString(), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private static async Task<JsonElement?> WorkflowAsync(RealServer server, string? pipeline) =>
        (await server.GetAsync($"/api/v2/pipeline/{pipeline}/workflow")).GetProperty("items").EnumerateArray().Select(found => (JsonElement?)found).FirstOrDefault();
}
