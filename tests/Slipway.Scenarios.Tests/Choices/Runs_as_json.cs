using System.Text.Json;
using Slipway.Scenarios.Tests.Faults;

namespace Slipway.Scenarios.Tests.Choices;

/// <summary><c>--json</c>: what other programs read is to stay as it is.</summary>
[Trait("needs", "docker")]
public sealed class Runs_as_json
{
    private static readonly Dictionary<string, string[]> Fields = new()
    {
        ["run_started"] = ["schema", "run", "project", "pipelineNumber", "config"],
        ["workflow_started"] = ["workflow", "id", "workspace", "jobs"],
        ["job_started"] = ["job", "buildNumber", "nodes"],
        ["step_started"] = ["job", "step", "name", "log"],
        ["step_output"] = ["job", "step", "text"],
        ["step_finished"] = ["job", "step", "outcome", "duration"],
        ["artifacts_stored"] = ["job", "paths"],
        ["job_finished"] = ["job", "outcome", "duration"],
        ["workflow_finished"] = ["workflow", "outcome", "duration"],
        ["run_finished"] = ["outcome", "duration"],
    };

    [Fact]
    public async Task Are_one_object_on_every_line_with_fields_that_stay()
    {
        using var place = new FaultyPlace(FaultyPlace.JobOf(
            """run: {background: true, command: "sleep 60"}""", """run: "echo \"ünï ★\"; echo data > file" """, "store_artifacts: {path: file}", "run: exit 3", "run: echo never"));
        var (exitCode, output) = await place.ReadSlipwayAsync("run", "--json");
        Assert.True(exitCode == 1, output);
        var events = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.All(events, value =>
        {
            var type = value.GetProperty("type").GetString()!;
            Assert.True(Fields.TryGetValue(type, out var fields), $"{type} is new");
            Assert.True(value.GetProperty("time").TryGetDateTimeOffset(out _));
            Assert.All(fields!, field => Assert.True(value.TryGetProperty(field, out _), $"{value} has no {field}"));
        });
        Assert.Equal(("run_started", 2), (events[0].GetProperty("type").GetString(), events[0].GetProperty("schema").GetInt32()));
        Assert.Equal("run_finished", events[^1].GetProperty("type").GetString());
        Assert.Equal(Fields.Keys.Order(), events.Select(value => value.GetProperty("type").GetString()!).Distinct().Order());
        Assert.Contains(events, value => Is(value, "step_output") && value.GetProperty("text").GetString()!.Contains("ünï ★", StringComparison.Ordinal));
        Assert.Equal(
            ["passed", "stopped", "passed", "passed", "failed", "skipped"],
            events.Where(value => Is(value, "step_finished")).OrderBy(value => value.GetProperty("step").GetInt32()).Select(value => value.GetProperty("outcome").GetProperty("is").GetString()));
        var job = events.Single(value => Is(value, "job_finished"));
        Assert.Equal(("all", "job", 0), (job.GetProperty("job").GetProperty("workflow").GetString(), job.GetProperty("job").GetProperty("job").GetString(), job.GetProperty("job").GetProperty("node").GetInt32()));
    }

    private static bool Is(JsonElement value, string type) => value.GetProperty("type").GetString() == type;
}
