using Slipway.Execution.Runs;
using Slipway.Execution.State;
using Slipway.Linux.Failures;
using Slipway.Model.Events;
using Slipway.Model.Plans;

namespace Slipway.Execution.Tests.Runs;

public sealed class Logs_of_other_versions : IDisposable
{
    private const string Finished = """{"type":"run_finished","outcome":"Passed","duration":"00:00:01","time":"2026-01-01T00:00:00+00:00"}""";
    private readonly RunFolder _folder = new("7", Directory.CreateTempSubdirectory("slipway-history-").FullName);

    [Theory]
    [InlineData("""{"type":"run_frozen","by":"somebody","time":"2026-01-01T00:00:00+00:00"}""")]
    [InlineData("""{"type":"job_finished","job":{"workflow":"w","job":"j"},"outcome":{"is":"evaporated"},"duration":"00:00:01","time":"2026-01-01T00:00:00+00:00"}""")]
    [InlineData("""{"time":"2026-01-01T00:00:00+00:00"}""")]
    public void An_event_of_a_kind_that_is_not_known_is_left_out_and_counted(string unknown)
    {
        File.WriteAllText(_folder.Events, Started(1) + "\n" + unknown + "\n" + Finished + "\n");
        var count = 0;
        List<RunEvent> events = [.. RunHistory.Events(_folder, () => count++)];
        Assert.Equal(1, count);
        Assert.Equal([typeof(RunStarted), typeof(RunFinished)], events.Select(happened => happened.GetType()));
    }

    [Fact]
    public void A_last_line_that_was_cut_short_is_left_out_and_not_counted()
    {
        File.WriteAllText(_folder.Events, Started(1) + "\n" + Finished[..40]);
        var unknown = 0;
        Assert.Single(RunHistory.Events(_folder, () => unknown++));
        Assert.Equal(0, unknown);
    }

    [Fact]
    public void A_log_of_a_newer_shape_is_refused_with_the_way_out()
    {
        File.WriteAllText(_folder.Events, Started(RunStarted.KnownSchema + 1) + "\n" + Finished + "\n");
        var refusal = Assert.Throws<InfrastructureException>(() => RunHistory.Events(_folder).Count());
        Assert.Contains("a newer Slipway has recorded run 7", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("use that version", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_that_an_older_version_names_by_its_path_is_found()
    {
        File.WriteAllText(_folder.Events, Started(1) + "\n" + """{"type":"step_started","job":{"workflow":"w","job":"j","node":0},"step":1,"name":"say","log":"logs/w/j/0/001-say.log","time":"2026-01-01T00:00:00+00:00"}""" + "\n");
        var step = Assert.Single(RunHistory.Events(_folder).OfType<StepStarted>());
        Assert.Equal(Path.Combine(_folder.Path, "logs/w/j/0/001-say.log"), _folder.PathOfLog(step.Job, step.Log));
        Assert.Equal(_folder.PathOfLog(step.Job, step.Log), _folder.PathOfLog(step.Job, "001-say"));
    }

    [Fact]
    public void A_plan_of_a_newer_shape_is_refused_whatever_is_new_in_it()
    {
        File.WriteAllText(_folder.Plan, """{"schema": 2, "workflows": {"what": "was a list"}}""");
        var refusal = Assert.Throws<InfrastructureException>(() => RunHistory.Plan(_folder));
        Assert.Contains("written by a newer Slipway", refusal.Message, StringComparison.Ordinal);
        File.WriteAllText(_folder.Plan, PlanJson.Write(new Plan { Workflows = [] }));
        Assert.Equal(Plan.KnownSchema, RunHistory.Plan(_folder).Schema);
    }

    public void Dispose() => Directory.Delete(_folder.Path, recursive: true);

    private static string Started(int schema) =>
        "{\"type\":\"run_started\",\"schema\":" + schema + ",\"run\":\"7\",\"project\":\"p\",\"pipelineNumber\":1,\"config\":\"c\",\"time\":\"2026-01-01T00:00:00+00:00\"}";
}
