using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Slipway.Linux.Failures;
using Slipway.Model.Events;
using Slipway.Model.Runners;
using Slipway.Runner.Connections;
using Slipway.Server.Queue;
using Slipway.Server.Runners;
using Slipway.Server.Tests.Servers;

namespace Slipway.Server.Tests.Runners;

/// <summary>What a server does for runners, with runners that the tests play.</summary>
public sealed class PlayedRunnerTests
{
    private const string Approval = """
        version: 2.1
        jobs:
          build:
            docker: [{image: "some/image"}]
            steps: [{run: "true"}]
          deploy:
            docker: [{image: "some/image"}]
            steps: [{run: "true"}]
        workflows:
          main:
            jobs:
              - build
              - wait: {type: approval, requires: [build]}
              - deploy: {requires: [wait]}
        """;

    private static readonly string[] Words = ["build", "deploy"];

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_job_that_passes_ends_its_workflow()
    {
        await using var server = await TestServer.StartAsync();
        using var runner = await server.RunnerAsync();
        server.Commit();
        server.Push("main");

        var leased = await TestServer.LeaseAsync(runner);
        Assert.Equal(("main", "build", 1), (leased.Work.Job.Workflow, leased.Work.Job.Job, leased.Work.Numbers.Build));
        await EndAsync(runner, leased, new JobOutcome.Passed());

        Assert.Equal("success", (await WorkflowAsync(server)).GetProperty("status").GetString());
    }

    [Fact]
    public async Task An_approval_lets_go_on_what_waits_for_it_and_says_who_gave_it()
    {
        await using var server = await TestServer.StartAsync();
        using var runner = await server.RunnerAsync();
        server.Commit(Approval);
        server.Push("main");
        await EndAsync(runner, await TestServer.LeaseAsync(runner), new JobOutcome.Passed());
        var workflow = await WorkflowAsync(server);
        Assert.Equal("on_hold", workflow.GetProperty("status").GetString());
        var jobs = await JobsAsync(server, workflow);
        Assert.Equal(["success", "on_hold", "blocked"], jobs.Select(job => job.GetProperty("status").GetString()));
        Assert.False(jobs[1].TryGetProperty("job_number", out _));
        var path = $"/api/v2/workflow/{workflow.GetProperty("id").GetString()}/approve/{jobs[1].GetProperty("approval_request_id").GetString()}";

        await server.PostAsync(path, "", HttpStatusCode.Accepted);
        await server.PostAsync(path, "", HttpStatusCode.BadRequest);

        Assert.Equal("deploy", (await TestServer.LeaseAsync(runner)).Work.Job.Job);
        Assert.Equal("tester", (await JobsAsync(server, workflow))[1].GetProperty("approved_by").GetString());
    }

    [Fact]
    public async Task A_rerun_from_failed_runs_what_failed_and_a_rerun_runs_all()
    {
        await using var server = await TestServer.StartAsync();
        using var runner = await server.RunnerAsync();
        server.Commit(Approval.Replace("      - wait: {type: approval, requires: [build]}\n", "", StringComparison.Ordinal).Replace("requires: [wait]", "requires: [build]", StringComparison.Ordinal));
        server.Push("main");
        await EndAsync(runner, await TestServer.LeaseAsync(runner), new JobOutcome.Passed());
        await EndAsync(runner, await TestServer.LeaseAsync(runner), new JobOutcome.Failed("exit code 1"));
        var first = await WorkflowAsync(server);
        Assert.Equal("failed", first.GetProperty("status").GetString());

        await server.PostAsync($"/api/v2/workflow/{first.GetProperty("id").GetString()}/rerun", """{"from_failed": true}""", HttpStatusCode.Accepted);
        var again = await TestServer.LeaseAsync(runner);
        Assert.Equal(("deploy", 3), (again.Work.Job.Job, again.Work.Numbers.Build));
        await EndAsync(runner, again, new JobOutcome.Passed());
        var second = await WorkflowAsync(server);
        Assert.NotEqual(first.GetProperty("id").GetString(), second.GetProperty("id").GetString());
        Assert.Equal([1, 3], (await JobsAsync(server, second)).Select(job => job.GetProperty("job_number").GetInt32()));

        await server.PostAsync($"/api/v2/workflow/{second.GetProperty("id").GetString()}/rerun", """{"from_failed": true}""", HttpStatusCode.BadRequest);
        await server.PostAsync($"/api/v2/workflow/{second.GetProperty("id").GetString()}/rerun", "{}", HttpStatusCode.Accepted);
        Assert.Equal("build", (await TestServer.LeaseAsync(runner)).Work.Job.Job);
    }

    [Fact]
    public async Task A_canceled_workflow_tells_its_runners_and_ends_as_canceled()
    {
        await using var server = await TestServer.StartAsync();
        using var runner = await server.RunnerAsync();
        server.Commit();
        server.Push("main");
        var leased = await TestServer.LeaseAsync(runner);
        Assert.Empty((await BeatAsync(runner, leased)).Canceled);

        await server.PostAsync($"/api/v2/workflow/{(await WorkflowAsync(server)).GetProperty("id").GetString()}/cancel", "", HttpStatusCode.Accepted);

        Assert.Equal([leased.Lease.Assignment], (await BeatAsync(runner, leased)).Canceled);
        await EndAsync(runner, leased, new JobOutcome.Canceled());
        Assert.Equal("canceled", (await WorkflowAsync(server)).GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_canceled_job_ends_its_workflow_as_canceled()
    {
        await using var server = await TestServer.StartAsync();
        using var runner = await server.RunnerAsync();
        server.Commit();
        server.Push("main");
        var leased = await TestServer.LeaseAsync(runner);

        await server.PostAsync($"/api/v2/project/{TestServer.Slug}/job/1/cancel", "", HttpStatusCode.Accepted);
        await EndAsync(runner, leased, new JobOutcome.Canceled());

        Assert.Equal("canceled", (await WorkflowAsync(server)).GetProperty("status").GetString());
    }

    [Fact]
    public async Task What_a_lost_runner_had_begun_is_a_failure_of_ours_and_what_it_says_later_is_refused()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(50));
        await using var server = await TestServer.StartAsync(clock);
        using var runner = await server.RunnerAsync();
        server.Commit();
        server.Push("main");
        var leased = await TestServer.LeaseAsync(runner);
        await SendAsync(runner, leased, JournalStream.Events, 0, EventLine(leased));

        var workflow = await Waiting.ForAsync(() => AfterAsync(clock, () => WorkflowAsync(server)), found => found.GetProperty("status").GetString() != "running");

        Assert.Equal("error", workflow.GetProperty("status").GetString());
        Assert.Equal("infrastructure_fail", (await JobsAsync(server, workflow))[0].GetProperty("status").GetString());
        await Assert.ThrowsAsync<LeaseLostException>(() => SendAsync(runner, leased, JournalStream.Log("1"), 0, "late"u8.ToArray()));
        await Assert.ThrowsAsync<LeaseLostException>(() => EndAsync(runner, leased, new JobOutcome.Passed()));
        Assert.Equal([leased.Lease.Assignment], (await BeatAsync(runner, leased)).Lost);
    }

    [Fact]
    public async Task What_a_lost_runner_had_not_begun_is_given_to_another_with_a_newer_fence()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(50));
        await using var server = await TestServer.StartAsync(clock);
        using var runner = await server.RunnerAsync();
        using var other = await server.RunnerAsync();
        server.Commit();
        server.Push("main");
        var lost = await TestServer.LeaseAsync(runner);

        // Time goes on only when nothing is there: whoever gets it does not lose it at once.
        var again = (await Waiting.ForAsync(() => AfterAsync(clock, () => TestServer.AskAsync(other)), leased => leased is not null))!;

        Assert.Equal((lost.Lease.Assignment, lost.Lease.Fence + 1), (again.Lease.Assignment, again.Lease.Fence));
        await Assert.ThrowsAsync<LeaseLostException>(() => EndAsync(runner, lost, new JobOutcome.Passed()));
    }

    [Fact]
    public async Task The_token_of_a_job_ends_with_it()
    {
        await using var server = await TestServer.StartAsync();
        using var runner = await server.RunnerAsync();
        server.Commit();
        server.Push("main");
        var leased = await TestServer.LeaseAsync(runner);
        using var job = new ServerConnection(new Uri(server.Address), leased.Work.Server!.Token, TimeSpan.FromSeconds(30));
        Assert.Empty(await job.GetAsync("job/v1/layers", RunnerJson.Default.IReadOnlyListStoredLayer, Ended) ?? []);

        await EndAsync(runner, leased, new JobOutcome.Passed());

        Assert.Contains("401", (await Assert.ThrowsAnyAsync<InfrastructureException>(() => job.GetAsync("job/v1/layers", RunnerJson.Default.IReadOnlyListStoredLayer, Ended))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_journal_that_is_sent_twice_in_pieces_is_kept_once_and_whole()
    {
        await using var server = await TestServer.StartAsync();
        using var runner = await server.RunnerAsync();
        server.Commit();
        server.Push("main");
        var leased = await TestServer.LeaseAsync(runner);
        var log = JournalStream.Log("1");

        Assert.Equal(4, await SendAsync(runner, leased, log, 0, "1234"u8.ToArray()));
        Assert.Equal(4, await SendAsync(runner, leased, log, 0, "12"u8.ToArray()));
        Assert.Equal(4, await SendAsync(runner, leased, log, 6, "78"u8.ToArray()));
        Assert.Equal(7, await SendAsync(runner, leased, log, 2, "34567"u8.ToArray()));
        await SendAsync(runner, leased, JournalStream.Events, 0, EventLine(leased));

        using var client = server.Client(server.Token);
        Assert.Equal("1234567", await client.GetStringAsync($"/api/private/output/raw/{TestServer.Slug}/1/output/0/1", Ended));
    }

    [Theory]
    [InlineData("log/../../../server.db")]
    [InlineData("log/.hidden")]
    [InlineData("server.db")]
    [InlineData("artifact/")]
    public async Task A_stream_that_is_none_is_refused(string stream)
    {
        await using var server = await TestServer.StartAsync();
        using var runner = await server.RunnerAsync();
        server.Commit();
        server.Push("main");
        var leased = await TestServer.LeaseAsync(runner);

        Assert.Contains("400", (await Assert.ThrowsAnyAsync<InfrastructureException>(() => SendAsync(runner, leased, stream, 0, "x"u8.ToArray()))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Jobs_of_a_serial_group_run_one_after_the_other_over_pipelines()
    {
        await using var server = await TestServer.StartAsync();
        using var runner = await server.RunnerAsync();
        server.Commit(TestServer.Config.Replace("jobs: [build]}", "jobs: [{build: {serial-group: acme/one}}]}", StringComparison.Ordinal));
        server.Push("main");
        var first = await TestServer.LeaseAsync(runner);
        server.Push("main:other");
        await Waiting.ForAsync(
            () => server.Database.ReadAsync(session => session.NumberAsync("SELECT COUNT(*) FROM turns"), Ended),
            turns => turns == 2);
        Assert.Null(await TestServer.AskAsync(runner));

        await EndAsync(runner, first, new JobOutcome.Passed());

        Assert.NotEqual(first.Work.Run.PipelineNumber, (await TestServer.LeaseAsync(runner)).Work.Run.PipelineNumber);
    }

    [Fact]
    public async Task A_setup_workflow_goes_on_with_the_config_that_its_job_gave()
    {
        await using var server = await TestServer.StartAsync();
        using var runner = await server.RunnerAsync();
        server.Commit("setup: true\n" + TestServer.Config);
        server.Push("main");
        var setup = await TestServer.LeaseAsync(runner);
        Assert.NotNull(setup.Work.Continuation);
        var given = JsonSerializer.Serialize(new Dictionary<string, object> { ["workflow"] = "main", ["configuration"] = TestServer.Config.Replace("build", "second", StringComparison.Ordinal), ["parameters"] = new Dictionary<string, string>() });
        await SendAsync(runner, setup, JournalStream.Continuation, 0, Encoding.UTF8.GetBytes(given));
        await EndAsync(runner, setup, new JobOutcome.Passed());

        var second = await TestServer.LeaseAsync(runner);

        Assert.Equal(("main (continued)", "second"), (second.Work.Job.Workflow, second.Work.Job.Job));
        Assert.Null(second.Work.Continuation);
    }

    [Fact]
    public async Task Variables_come_to_the_jobs_that_may_have_them_and_to_nobody_else()
    {
        await using var server = await TestServer.StartAsync();
        using var runner = await server.RunnerAsync();
        var project = await server.GetAsync($"/api/v2/project/{TestServer.Slug}");
        await server.PostAsync($"/api/v2/project/{TestServer.Slug}/envvar", """{"name": "PASSWORD", "value": "canary-of-the-project"}""", HttpStatusCode.Created);
        foreach (var name in Words)
        {
            var context = JsonDocument.Parse(await server.PostAsync("/api/v2/context", $$"""{"owner": {"slug": "gh/acme", "type": "organization"}, "name": "{{name}}" }""", HttpStatusCode.OK)).RootElement.GetProperty("id").GetString();
            await server.PutAsync($"/api/v2/context/{context}/environment-variable/KEY", $$"""{"value": "canary-of-{{name}}" }""");
            if (name == "deploy")
            {
                await server.PostAsync($"/api/v2/context/{context}/restrictions", """{"restriction_type": "expression", "restriction_value": "pipeline.git.branch == \"release\""}""", HttpStatusCode.Created);
            }
        }

        server.Commit(TestServer.Config.Replace("jobs: [build]}", "jobs: [{build: {context: [build, deploy]}}]}", StringComparison.Ordinal));
        server.Push("main");
        var leased = await TestServer.LeaseAsync(runner);

        Assert.Equal("canary-of-the-project", leased.Work.Variables.Project["PASSWORD"]);
        Assert.Equal("canary-of-build", Assert.Single(leased.Work.Variables.Contexts).Value["KEY"]);
        Assert.Contains("canary-of-build", leased.Work.Variables.Hidden);
        await server.StopAsync();
        Assert.DoesNotContain(Directory.GetFiles(server.Folder.PathOf("state"), "*", SearchOption.AllDirectories), file => File.ReadAllText(file).Contains("canary-of-", StringComparison.Ordinal));
        Assert.NotNull(project.GetProperty("id").GetString());
    }

    [Fact]
    public async Task A_server_that_starts_again_goes_on_where_it_was()
    {
        await using var server = await TestServer.StartAsync();
        using var runner = await server.RunnerAsync();
        server.Commit(Approval);
        server.Push("main");
        var leased = await TestServer.LeaseAsync(runner);

        await server.StopAsync();
        await server.StartAgainAsync();
        await EndAsync(runner, leased, new JobOutcome.Passed());

        Assert.Equal("on_hold", (await WorkflowAsync(server)).GetProperty("status").GetString());
    }

    [Fact]
    public async Task No_runner_is_lost_because_the_server_was_away()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(50));
        await using var server = await TestServer.StartAsync(clock);
        using var runner = await server.RunnerAsync();
        server.Commit();
        server.Push("main");
        var leased = await TestServer.LeaseAsync(runner);

        await server.StopAsync();
        clock.Advance(TimeSpan.FromHours(1));
        await server.StartAgainAsync();

        Assert.Empty(await server.Database.ReadAsync(session => AssignmentTable.ListLostAsync(session, clock.GetUtcNow()), Ended));
        await EndAsync(runner, leased, new JobOutcome.Passed());
        Assert.Equal("success", (await WorkflowAsync(server)).GetProperty("status").GetString());
    }

    /// <summary>Asks when some of the clock's time is over.</summary>
    private static Task<T> AfterAsync<T>(FakeTimeProvider clock, Func<Task<T>> askAsync)
    {
        clock.Advance(LeaseRules.Usual.Sweep);
        return askAsync();
    }

    private static byte[] EventLine(LeasedWork leased) => [.. RunEventJson.Write(new StepStarted(leased.Work.Job, 1, "A step", "1") { Time = DateTimeOffset.UnixEpoch }), (byte)'\n'];

    private static Task EndAsync(ServerConnection runner, LeasedWork leased, JobOutcome outcome) =>
        runner.TellAsync("runner/v1/end", new AssignmentEnd(leased.Lease, outcome), RunnerJson.Default.AssignmentEnd, Ended);

    private static async Task<BeatAnswer> BeatAsync(ServerConnection runner, LeasedWork leased) =>
        (await runner.AskAsync("runner/v1/beat", new Beat([leased.Lease]), RunnerJson.Default.Beat, RunnerJson.Default.BeatAnswer, Ended))!;

    private static async Task<long> SendAsync(ServerConnection runner, LeasedWork leased, string stream, long offset, byte[] bytes)
    {
        var head = JsonSerializer.SerializeToUtf8Bytes(new JournalPiece(stream, offset, bytes.Length), RunnerJson.Default.JournalPiece);
        using var content = new ByteArrayContent([.. head, (byte)'\n', .. bytes]);
        return (await runner.SendAsync($"runner/v1/assignments/{leased.Lease.Assignment}/{leased.Lease.Fence}/journal", content, RunnerJson.Default.JournalReceipt, Ended)).Durable[stream];
    }

    private static async Task<JsonElement> WorkflowAsync(TestServer server)
    {
        var pipeline = (await server.GetAsync($"/api/v2/project/{TestServer.Slug}/pipeline")).GetProperty("items")[0].GetProperty("id").GetString();
        return (await server.GetAsync($"/api/v2/pipeline/{pipeline}/workflow")).GetProperty("items")[0];
    }

    private static async Task<IReadOnlyList<JsonElement>> JobsAsync(TestServer server, JsonElement workflow) =>
        [.. (await server.GetAsync($"/api/v2/workflow/{workflow.GetProperty("id").GetString()}/job")).GetProperty("items").EnumerateArray()];
}
