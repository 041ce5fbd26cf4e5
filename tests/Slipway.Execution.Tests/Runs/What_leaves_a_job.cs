using System.Text;
using Slipway.Execution.Agents;
using Slipway.Execution.Logs;
using Slipway.Execution.TestResults;
using Slipway.Model.Events;
using Slipway.Model.Wire;

namespace Slipway.Execution.Tests.Runs;

public sealed class What_leaves_a_job : IDisposable
{
    private const string Secret = "registry-name-x";
    private static readonly JobRef Job = new("main", "job");
    private readonly BareRun _run = new(secrets: [Secret]);

    /// <summary>What says which job, which place or which kind an event is about, and is never a job's own word.</summary>
    private static readonly string[] Identity = ["Workflow", "Job", "Log", "Container", "Id", "Workspace", "Text", "Path", "Jobs", "Failed", "Run", "Project", "Branch", "Tag", "Revision", "Config", "RerunOf", "TrustScope"];

    /// <summary>A kind of event that is added later has its texts masked, or this fails.</summary>
    [Fact]
    public void Every_text_of_every_kind_of_event_and_outcome_is_masked()
    {
        foreach (var kind in Kinds(typeof(RunEvent)))
        {
            foreach (var made in Make(kind))
            {
                var mapped = EventTexts.Map((RunEvent)made, _ => "masked");
                Assert.All(Texts(mapped), text => Assert.True(text.Value == "masked" || Identity.Contains(text.Name), $"{kind.Name}.{text.Name} passes the masker"));
                Assert.Equal(made.GetType(), mapped.GetType());
            }
        }
    }

    [Fact]
    public void A_reason_is_masked_and_cleaned_in_the_event_log_and_for_those_who_look_on()
    {
        var reason = $"the image {Secret}/none:1 \e]52;c;eA==\a is not there\u202e; reg\e[1mistry\e[0m-name-x";
        _run.Recorder.Record(new JobFinished(Job, new JobOutcome.Failed(reason), TimeSpan.Zero) { Time = default });
        _run.Recorder.Record(new StepFinished(Job, 1, new StepOutcome.InfrastructureFailed(reason), TimeSpan.Zero) { Time = default });
        _run.Recorder.Record(new ImagePushed(Job, $"{Secret}/a:1") { Time = default });
        _run.Recorder.Record(new ArtifactsStored(Job, [$"out/{Secret}.txt"]) { Time = default });

        var log = File.ReadAllText(_run.Folder.Events);
        Assert.DoesNotContain(Secret, log, StringComparison.Ordinal);
        Assert.Equal("the image ****/none:1  is not there; ****", ((JobOutcome.Failed)((JobFinished)_run.Events[0]).Outcome).Reason);
        Assert.Equal("the image ****/none:1  is not there; ****", ((StepOutcome.InfrastructureFailed)((StepFinished)_run.Events[1]).Outcome).Reason);
        Assert.Equal("****/a:1", ((ImagePushed)_run.Events[2]).Image);
        Assert.Equal(["out/****.txt"], ((ArtifactsStored)_run.Events[3]).Paths);
    }

    [Fact]
    public async Task The_id_of_a_log_is_masked_like_the_step_that_it_is_of()
    {
        await using var log = new StepLog(_run.Recorder, Job, 1, 1, $"echo {Secret}", TimeProvider.System);
        Assert.Equal("001-echo_____", log.Id);
    }

    [Fact]
    public void A_test_is_kept_without_secrets()
    {
        var test = ReadTest($"classname='{Secret}' name='a {Secret}' file='{Secret}.py' time='1'", $"&#27;[31mexpected {Secret}&#27;[0m&#10;not that");
        Assert.Equal(new TestCase("****", "a ****", "****.py", 1, "failure", "expected ****\nnot that"), test);
    }

    [Fact]
    public void A_text_of_a_report_is_masked_before_it_is_cut()
    {
        for (var before = 4080; before <= 4096; before += 2)
        {
            AssertHidden(ReadTest($"name='{new string('-', before - 3072)}{Secret}{Secret}'", new string('-', before) + Secret).ToString());
        }
    }

    [Fact]
    public void A_text_that_the_agent_or_its_container_has_cut_shows_no_half_of_a_secret()
    {
        for (var before = 4080; before <= 4092; before += 2)
        {
            var said = AgentWords.Line(new string('-', before) + Secret + " and more of it");
            _run.Recorder.Record(new JobFinished(Job, new JobOutcome.Failed(said), TimeSpan.Zero) { Time = default });
            AssertHidden(((JobOutcome.Failed)((JobFinished)_run.Events[^1]).Outcome).Reason);

            var sent = AgentWords.Check(PayloadReader.Decode<AgentFailure>(PayloadWriter.Encode(new AgentFailure(AgentFailureKind.Other, new string('-', before) + Secret + "x"))));
            AssertHidden(_run.Recorder.Text(sent.Message));
        }
    }

    public void Dispose() => _run.Dispose();

    /// <summary>What is left of a secret at a cut are three letters at the most, as of a value that is too short to be one.</summary>
    private static void AssertHidden(string text) => Assert.DoesNotContain(Secret[..4], text, StringComparison.Ordinal);

    private TestCase ReadTest(string attributes, string message)
    {
        using var report = new MemoryStream(Encoding.UTF8.GetBytes($"<testsuite><testcase {attributes}><failure message='{message}'/></testcase></testsuite>"));
        return Assert.Single(JUnitReader.Read(report, _run.Recorder.Text));
    }

    private static IEnumerable<Type> Kinds(Type of) => of.Assembly.GetTypes().Where(type => type.IsSubclassOf(of) && !type.IsAbstract);

    /// <summary>One of each kind, with every text set; for an outcome, one per way to end.</summary>
    private static IEnumerable<object> Make(Type kind)
    {
        if (kind.GetProperty("Outcome")?.PropertyType is { IsAbstract: true } outcome)
        {
            return Kinds(outcome).Select(way => Filled(kind, Filled(way, null)));
        }

        return [Filled(kind, null)];
    }

    private static object Filled(Type kind, object? outcome)
    {
        var made = System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(kind);
        foreach (var property in kind.GetProperties().Where(property => property.CanWrite))
        {
            var value = property.PropertyType == typeof(string) ? (object)"said by a job"
                : property.PropertyType == typeof(IReadOnlyList<string>) ? (string[])["said by a job"]
                : outcome is not null && property.PropertyType.IsInstanceOfType(outcome) ? outcome
                : null;
            if (value is not null)
            {
                property.SetValue(made, value);
            }
        }

        return made;
    }

    private static IEnumerable<(string Name, string? Value)> Texts(object value) => value.GetType().GetProperties().SelectMany(property => property.GetValue(value) switch
    {
        string text => [(property.Name, text)],
        IReadOnlyList<string> texts => texts.Select(text => (property.Name, (string?)text)),
        StepOutcome or JobOutcome => Texts(property.GetValue(value)!),
        _ => Enumerable.Empty<(string, string?)>(),
    });
}
