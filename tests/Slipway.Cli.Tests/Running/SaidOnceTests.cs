using System.Text;
using Slipway.Cli.Views;
using Slipway.Execution.State;
using Slipway.Model.Events;
using Slipway.Testing.Folders;

namespace Slipway.Cli.Tests.Running;

/// <summary>One failure is told where it happens and in the summary, once each.</summary>
public sealed class SaidOnceTests : IDisposable
{
    private const string Sentence = "image a/b cannot be pulled: no such host";
    private readonly TestFolder _folder = new();
    private readonly StringWriter _summary = new();
    private readonly MemoryStream _plain = new();

    public void Dispose()
    {
        _folder.Dispose();
        _summary.Dispose();
        _plain.Dispose();
    }

    [Fact]
    public void A_failure_that_the_log_of_its_step_has_said()
    {
        Fail(new StepOutcome.Failed(null, Sentence), new JobOutcome.Failed($"step «pull»: {Sentence}"), $"pulling\n{Sentence}\n", "job");
        Assert.Equal((1, 1), (Count(Plain, Sentence), Count(_summary.ToString(), Sentence)));
        Assert.Contains("job: <== pull: failed\n", Plain, StringComparison.Ordinal);
        Assert.Contains("job: failed in 1 s\n", Plain, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failure_that_no_log_has_said()
    {
        Fail(new StepOutcome.InfrastructureFailed(Sentence), new JobOutcome.InfrastructureFailed(Sentence), "pulling\n", "job");
        Assert.Equal((1, 1), (Count(Plain, Sentence), Count(_summary.ToString(), Sentence)));
    }

    [Fact]
    public void An_exit_code_that_the_log_tells_in_other_words()
    {
        Fail(new StepOutcome.Failed(7, "exit code 7"), new JobOutcome.Failed("step «test»: exit code 7"), "\nExited with code exit status 7\n", "job");
        Assert.DoesNotContain("exit code", Plain + _summary, StringComparison.Ordinal);
        Assert.Equal((1, 1), (Count(Plain, "exit status 7"), Count(_summary.ToString(), "exit status 7")));
    }

    [Fact]
    public void A_failure_around_several_jobs_is_in_the_summary_once()
    {
        Fail(new StepOutcome.InfrastructureFailed(Sentence), new JobOutcome.InfrastructureFailed(Sentence), $"{Sentence}\n", "one", "two", "three");
        Assert.Equal((3, 1), (Count(Plain, Sentence), Count(_summary.ToString(), Sentence)));
        Assert.Contains("one, two, three: «pull» infrastructure failure", _summary.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_job_without_a_step_says_why_itself()
    {
        var job = new JobFinished(new JobRef("main", "job"), new JobOutcome.Unauthorized("context org is not given"), TimeSpan.Zero) { Time = default };
        new PlainView(_plain, quiet: false).Happened(job);
        Assert.Equal(1, Count(Plain, "context org is not given"));
    }

    [Fact]
    public void Where_no_output_is_shown_the_reason_is()
    {
        Fail(new StepOutcome.Failed(7, "exit code 7"), new JobOutcome.Failed("step «pull»: exit code 7"), "\nExited with code exit status 7\n", isQuiet: true, "job");
        Assert.Equal(1, Count(Plain, "exit code 7"));
    }

    [Fact]
    public void Nodes_of_a_parallel_job_have_their_numbers_from_the_first_on()
    {
        var view = new PlainView(_plain, quiet: false);
        for (var node = 0; node < 2; node++)
        {
            var job = new JobRef("main", "par", node, 2);
            view.Happened(new JobStarted(job, 1, 2) { Time = default });
            view.Happened(new StepStarted(job, 1, "step", "log") { Time = default });
            view.Wrote(job, 1, "output\n"u8);
            view.Happened(new JobFinished(job, new JobOutcome.Passed(), TimeSpan.FromSeconds(1)) { Time = default });
        }

        Assert.All(["par/0: started", "par/0 | output", "par/0: passed", "par/1: passed"], line => Assert.Contains(line, Plain, StringComparison.Ordinal));
    }

    private string Plain => Encoding.UTF8.GetString(_plain.ToArray());

    private void Fail(StepOutcome step, JobOutcome job, string output, params string[] jobs) => Fail(step, job, output, isQuiet: false, jobs);

    private void Fail(StepOutcome step, JobOutcome job, string output, bool isQuiet, params string[] jobs)
    {
        var folder = new RunFolder("1", _folder.Path);
        var summary = new RunSummary(folder);
        var view = new PlainView(_plain, isQuiet);
        foreach (var name in jobs)
        {
            var reference = new JobRef("main", name);
            _folder.Write(Path.GetRelativePath(_folder.Path, folder.PathOfLog(reference, $"{name}.log")), output);
            RunEvent[] events =
            [
                new JobStarted(reference, 1, 1) { Time = default },
                new StepStarted(reference, 1, "pull", $"{name}.log") { Time = default },
                new StepFinished(reference, 1, step, TimeSpan.FromSeconds(1)) { Time = default },
                new JobFinished(reference, job, TimeSpan.FromSeconds(1)) { Time = default },
            ];
            foreach (var happened in events)
            {
                if (happened is StepFinished)
                {
                    view.Wrote(reference, 1, Encoding.UTF8.GetBytes(output));
                }

                view.Happened(happened);
                summary.Happened(happened);
            }
        }

        summary.Write(_summary, RunOutcome.Failed, TimeSpan.FromSeconds(1));
    }

    private static int Count(string text, string sentence) => text.Split(sentence).Length - 1;
}
