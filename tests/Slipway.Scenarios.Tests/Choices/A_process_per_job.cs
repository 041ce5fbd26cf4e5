using System.Text.Json.Nodes;
using Slipway.Model.Assignments;
using Slipway.Model.Events;
using Slipway.Model.Plans;
using Slipway.Scenarios.Tests.Faults;
using Slipway.Scenarios.Tests.Scenarios;
using Slipway.Testing.Folders;

namespace Slipway.Scenarios.Tests.Choices;

/// <summary><c>--process-per-job</c>: what is recorded is what a run in one process records, and what is left of a process that dies goes.</summary>
[Trait("needs", "docker")]
public sealed class A_process_per_job
{
    private const string Secret = "dockerhub-secret-88";

    /// <summary>What is another in each run.</summary>
    private static readonly string[] Changing = ["time", "duration", "id", "workspace"];

    private const string Config = $$$"""
        version: 2.1
        jobs:
          first:
            docker: [{image: "{{{FaultyPlace.Image}}}"}, {image: "{{{FaultyPlace.Image}}}", command: [sh, -c, "echo a service; sleep 60"]}]
            parallelism: 2
            steps:
              - checkout
              - run: {name: say, command: "echo $CIRCLE_BUILD_NUM $CIRCLE_NODE_INDEX $SECRET; mkdir /w; echo text > /w/file$CIRCLE_NODE_INDEX; echo '<testsuite><testcase name=\"a\" time=\"1\"/></testsuite>' > /w/tests.xml"}
              - store_artifacts: {path: /w}
              - store_test_results: {path: /w/tests.xml}
              - persist_to_workspace: {root: /w, paths: ["file*"]}
          second:
            docker: [{image: "{{{FaultyPlace.Image}}}"}]
            steps:
              - attach_workspace: {at: /w}
              - run: {name: background, background: true, command: "sleep 60"}
              - save_cache: {key: "k", paths: [/w]}
              - restore_cache: {keys: ["k"]}
              - run: {name: say, command: "ls /w; echo $SECRET; printf $SECRET | base64"}
              - run: {name: fail, command: "exit 3"}
              - run: {name: after, command: "echo never"}
              - run: {name: instead, when: on_fail, command: "echo instead"}
          third:
            docker: [{image: "{{{FaultyPlace.Image}}}"}]
            steps: [{run: "echo never"}]
          locked:
            docker: [{image: "{{{FaultyPlace.Image}}}"}]
            steps: [{run: {name: say, command: "echo locked"}}]
        workflows: {all: {max_auto_reruns: 1, jobs: [first, {second: {requires: [first]}}, {third: {requires: [second], context: nowhere}}, {locked: {serial-group: group}}]}}
        """;

    [Fact]
    public async Task Records_what_one_process_for_all_records()
    {
        using var one = new FaultyPlace(Config);
        using var many = new FaultyPlace(Config);
        var (expectedCode, _) = await one.SlipwayAsync("run", "--plain", "--env", $"SECRET={Secret}");
        var (exitCode, output) = await many.SlipwayAsync("run", "--plain", "--env", $"SECRET={Secret}", "--process-per-job");
        Assert.True((1, 1) == (expectedCode, exitCode), output);
        Assert.DoesNotContain(Secret, output, StringComparison.Ordinal);
        var (ofOne, ofMany) = (Events(one), Events(many));
        Assert.Equal(ofOne.Keys.Order(), ofMany.Keys.Order());
        Assert.All(ofOne, node => Assert.Equal(node.Value, ofMany[node.Key]));
        Assert.Equal(Logs(one), Logs(many));
        Assert.Contains(Logs(many), log => log.StartsWith("logs/all/second/0/005-say.log: file0", StringComparison.Ordinal));
        foreach (var folder in (string[])["artifacts", "tests"])
        {
            Assert.Equal(Files(one, folder).Order(), Files(many, folder).Order());
            Assert.NotEmpty(Files(many, folder));
        }

        await many.AssertNothingIsLeftAsync();
        await AssertNoContainersAsync(many);
    }

    [Fact]
    public async Task Is_canceled_in_order_by_an_interrupt()
    {
        using var place = new FaultyPlace(FaultyPlace.JobOf("""run: {name: wait, command: "trap 'echo told to end; exit 1' TERM; echo the step; sleep 60 & wait"}""", "run: echo never"));
        using var run = place.Start("--process-per-job");
        await run.WaitForAsync("job | the step");
        run.Signal(RunningProgram.Interrupt);
        Assert.True(await run.EndAsync() == 130, run.Output);
        Assert.Contains("job | told to end", run.Output, StringComparison.Ordinal);
        Assert.Contains("job: canceled", run.Output, StringComparison.Ordinal);
        await place.AssertNothingIsLeftAsync();
        await AssertNoContainersAsync(place);
    }

    [Fact]
    public async Task Fails_as_infrastructure_where_its_process_is_killed_and_leaves_nothing()
    {
        using var place = new FaultyPlace(FaultyPlace.JobOf("""run: "echo the step; sleep 60" """));
        using var run = place.Start("--process-per-job");
        await run.WaitForAsync("job | the step");
        RunningProgram.Kill9(Assert.Single(JobProcesses(place)));
        Assert.True(await run.EndAsync() == 3, run.Output);
        Assert.Contains("signal 9 has ended the job's process", run.Output, StringComparison.Ordinal);
        await place.AssertNothingIsLeftAsync();
        await AssertNoContainersAsync(place);
    }

    [Fact]
    public async Task Ends_with_the_process_of_its_run()
    {
        using var place = new FaultyPlace(FaultyPlace.JobOf("""run: "echo the step; sleep 60" """));
        using var run = place.Start("--process-per-job");
        await run.WaitForAsync("job | the step");
        var job = Assert.Single(JobProcesses(place));
        run.Signal(RunningProgram.Kill);
        await run.EndAsync();
        await RunningProgram.WaitForEndAsync(job);
        await place.AssertReapingLeavesNothingAsync();
        await AssertNoContainersAsync(place);
    }

    [Theory]
    [InlineData("exit 0", 0, "passed")]
    [InlineData("exit 7", 1, "failed")]
    public async Task Runs_by_hand_too(string command, int expected, string outcome)
    {
        using var place = new FaultyPlace(FaultyPlace.JobOf("run: true"));
        var file = Path.Combine(place.Folder, "assignment.json");
        await File.WriteAllBytesAsync(file, AssignmentJson.Write(Assign(place, command)), TestContext.Current.CancellationToken);

        var (exitCode, output) = await ByHandAsync(place, $"job run --journal {place.Folder}/journal < {file}");
        Assert.True((expected, "") == (exitCode, output), output);
        var events = await File.ReadAllLinesAsync(Path.Combine(place.Folder, "journal", "events.jsonl"), TestContext.Current.CancellationToken);
        Assert.Equal(outcome, Assert.IsType<JobFinished>(RunEventJson.TryRead(events[^1])).Outcome switch { JobOutcome.Passed => "passed", JobOutcome.Failed => "failed", _ => "else" });
        Assert.StartsWith("by hand ****", await File.ReadAllTextAsync(Path.Combine(place.Folder, "journal", "logs", "all", "job", "0", "001-say.log"), TestContext.Current.CancellationToken), StringComparison.Ordinal);

        Assert.Equal("kept", await File.ReadAllTextAsync(Path.Combine(place.Folder, "journal", "artifacts", "job", "0", "w", "file"), TestContext.Current.CancellationToken));

        var (again, streamed) = await ByHandAsync(place, $"job run < {file}");
        Assert.Equal(expected, again);
        var lines = streamed.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(RunEventJson.TryRead).ToList();
        Assert.IsType<JournalOpened>(lines[0]);
        Assert.IsType<JobFinished>(lines[^1]);
        Assert.Contains(lines, line => line is LogWritten { Step: 1 });
        Assert.Equal("kept", string.Concat(lines.OfType<ArtifactWritten>().Where(part => part.Path == "w/file").Select(part => System.Text.Encoding.ASCII.GetString(part.Content.Span))));
        Assert.DoesNotContain(null, lines);
        Assert.DoesNotContain(Secret, streamed, StringComparison.Ordinal);
        await AssertNoContainersAsync(place);
    }

    [Fact]
    public async Task Refuses_what_is_no_assignment()
    {
        using var place = new FaultyPlace(FaultyPlace.JobOf("run: true"));
        var (exitCode, output) = await place.SlipwayAsync("job", "run");
        Assert.Equal(2, exitCode);
        Assert.Contains("standard input has no assignment", output, StringComparison.Ordinal);
    }

    private static Assignment Assign(FaultyPlace place, string command) => new()
    {
        Plan = new JobPlan
        {
            Name = "job",
            Definition = "job",
            Executor = new ExecutorPlan.Docker([new ImagePlan { Image = FaultyPlace.Image }]),
            Steps =
            [
                new RunStep { Name = "say", Command = $"echo by hand $SECRET; mkdir /w; printf kept > /w/file; {command}" },
                new StoreArtifactsStep { Name = "artifacts", Path = "/w" },
            ],
        },
        Job = new JobRef("all", "job"),
        Attempt = 1,
        Numbers = new JobNumbers(1, Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid()),
        Run = new RunFacts
        {
            RunId = "1",
            PipelineNumber = 1,
            PipelineId = Guid.NewGuid(),
            Project = new ProjectFacts("project-1", Guid.NewGuid(), "owner", "name", null, place.Project),
            User = "somebody",
            Config = ".circleci/config.yml",
            Trust = TrustScope.Trusted,
        },
        Source = new JobSource.WorkingTree(place.Project, null),
        Variables = new AssignedVariables(new Dictionary<string, string> { ["SECRET"] = Secret }, new Dictionary<string, IReadOnlyDictionary<string, string>>(), []),
        Upstream = [new UpstreamJob("job", [])],
        Choices = new JobChoices { ExtraHosts = [], Untrusted = new UntrustedGrants() },
        Limits = new StorageLimits(),
    };

    private static Task<(int ExitCode, string Output)> ByHandAsync(FaultyPlace place, string arguments) => Programs.RunAsync(
        "sh", ["-c", $"exec {Checkout.Slipway} {arguments}"], place.Project, [new("SLIPWAY_STATE", place.State), new("SLIPWAY_INSTANCE", "slipway-faults")], TestContext.Current.CancellationToken);

    /// <summary>By node of a job, in their order; those of the run itself by no name.</summary>
    private static Dictionary<string, List<string>> Events(FaultyPlace place) =>
        File.ReadLines(Path.Combine(place.State, "runs", "1", "events.jsonl")).Select(line => JsonNode.Parse(line)!.AsObject()).GroupBy(Node).ToDictionary(
            node => node.Key,
            node => node.Select(Stable).ToList());

    private static string Node(JsonObject value) => value["job"] is JsonObject job ? job.ToJsonString() : "";

    private static string Stable(JsonObject value)
    {
        foreach (var name in Changing)
        {
            value.Remove(name);
        }

        return value.ToJsonString();
    }

    /// <summary>Each with its text, where that is the same in all runs.</summary>
    private static List<string> Logs(FaultyPlace place) =>
        [.. Files(place, "logs").Order(StringComparer.Ordinal).Where(file => file.EndsWith(".log", StringComparison.Ordinal)).Select(file =>
            file.Contains("-say", StringComparison.Ordinal) || file.Contains("service", StringComparison.Ordinal) ? $"{file}: {File.ReadAllText(Path.Combine(place.State, "runs", "1", file))}" : file)];

    private static IEnumerable<string> Files(FaultyPlace place, string folder)
    {
        var run = Path.Combine(place.State, "runs", "1");
        return Directory.EnumerateFiles(Path.Combine(run, folder), "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(run, file));
    }

    private static List<int> JobProcesses(FaultyPlace place) => [.. Directory.GetDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0]) && IsJob(folder, place.State)).Select(folder => int.Parse(Path.GetFileName(folder), System.Globalization.CultureInfo.InvariantCulture))];

    private static bool IsJob(string process, string state)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline")).Contains("job\0run\0--follow-input", StringComparison.Ordinal)
                && File.ReadAllText(Path.Combine(process, "environ")).Contains($"SLIPWAY_STATE={state}\0", StringComparison.Ordinal);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Others' owners are killed by their tests meanwhile: only those of this state folder are looked for.</summary>
    private static async Task AssertNoContainersAsync(FaultyPlace place) =>
        Assert.Equal("", await place.DockerAsync("ps", "-aq", "--filter", $"label=slipway.state={place.StateMark}"));
}
