using Slipway.Execution.Agents;
using Slipway.Execution.Logs;
using Slipway.Model.Events;
using Slipway.Model.Plans;
using Slipway.Model.Texts;
using Slipway.Model.Wire;

namespace Slipway.Execution.Steps;

/// <summary>Runs a <c>run</c> step's shell in the primary container.</summary>
internal static class Run
{
    public static async Task<StepOutcome> RunAsync(JobContext job, RunStep step, StepLog log, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            var outcome = await RunOnceAsync(job, step, log, cancellationToken);
            if (outcome is not StepOutcome.Failed and not StepOutcome.TimedOut || attempt >= step.MaxAutoReruns)
            {
                return outcome;
            }

            log.Say($"Step failed; auto rerun {attempt + 1} of {step.MaxAutoReruns}{(step.AutoRerunDelay > TimeSpan.Zero ? $" in {DurationText.Of(step.AutoRerunDelay)}" : "")}");
            await Task.Delay(step.AutoRerunDelay, job.Clock, cancellationToken);
        }
    }

    /// <summary>The process that a step is, also for those that go on in the background.</summary>
    public static ProcessRequest RequestFor(JobContext job, RunStep step) => new()
    {
        Script = step.Command,
        Shell = step.Shell ?? job.Plan.Shell,
        Environment = job.Variables.ForStep(step.Environment),
        WorkingDirectory = Directory(job.Plan.WorkingDirectory, step.WorkingDirectory),
        CreateWorkingDirectory = step.WorkingDirectory is null,
        JobDirectory = job.Plan.WorkingDirectory,
    };

    public static ProcessLimits LimitsFor(RunStep step) => new() { Silence = step.NoOutputTimeout };

    /// <summary>A step's directory is relative to its job's, unless it says otherwise.</summary>
    public static string Directory(string jobs, string? own) => own switch
    {
        null or "" or "." => jobs,
        _ when own[0] is '/' or '~' => own,
        _ => $"{jobs.TrimEnd('/')}/{own}",
    };

    public static async Task<StepOutcome> OutcomeOfAsync(JobContext job, ProcessOutcome process) => process switch
    {
        ProcessOutcome.Exited { Halted: true } => new StepOutcome.Halted(),
        ProcessOutcome.Exited { Code: 0 } => new StepOutcome.Passed(),
        ProcessOutcome.Exited { OutOfMemory: true } exited => new StepOutcome.Failed(
            exited.Code, $"exit code {exited.Code}: the job used more memory than its resource class has, and the kernel killed a process of it"),
        ProcessOutcome.Exited exited => new StepOutcome.Failed(exited.Code, $"exit code {exited.Code}"),
        ProcessOutcome.TimedOut timedOut => new StepOutcome.TimedOut($"Too long with no output (exceeded {Duration(timedOut.Silence)}): context deadline exceeded"),
        ProcessOutcome.Canceled => new StepOutcome.Canceled(),
        ProcessOutcome.NotStarted notStarted => new StepOutcome.Failed(null, notStarted.Reason),
        ProcessOutcome.ConnectionLost lost => await LostContainer.ExplainAsync(job.Space, lost.Reason),
        _ => throw new InvalidOperationException($"{process} is not a way to end."),
    };

    private static async Task<StepOutcome> RunOnceAsync(JobContext job, RunStep step, StepLog log, CancellationToken cancellationToken)
    {
        var request = RequestFor(job, step);
        var unreached = job.Engine?.Unreached ?? [];
        var watch = new OutputWatch(log.WriteAsync, EngineHints.Texts(unreached));
        await using var prompt = new PromptWatch(watch.WriteAsync, job.Clock, token => TellOfPromptAsync(job.Agent, request, log, token));
        var outcome = await OutcomeOfAsync(job, await job.Agent.RunAsync(request, prompt.WriteAsync, LimitsFor(step), cancellationToken));
        if (outcome is StepOutcome.Failed && job.Engine is { } engine && await engine.FindLossAsync(cancellationToken) is { } loss)
        {
            outcome = new StepOutcome.InfrastructureFailed(loss);
        }

        switch (outcome)
        {
            case StepOutcome.Failed { ExitCode: { } code } failed:
                log.Say($"\nExited with code exit status {code}{(failed.Reason.Contains(':', StringComparison.Ordinal) ? $" ({failed.Reason})" : "")}");
                foreach (var hint in EngineHints.Of(job.Plan, step, request.Environment.ContainsKey("DOCKER_HOST"), watch.Seen, unreached))
                {
                    log.Say(hint);
                }

                break;
            case StepOutcome.Failed failed:
                log.Say($"\n{failed.Reason}");
                break;
            case StepOutcome.TimedOut timedOut:
                log.Say($"\n{timedOut.Reason}");
                break;
            case StepOutcome.InfrastructureFailed lost:
                log.Say($"\n{lost.Reason}");
                break;
        }

        return outcome;
    }

    private static async Task TellOfPromptAsync(AgentConnection agent, ProcessRequest request, StepLog log, CancellationToken cancellationToken)
    {
        var unset = await UnsetVariables.FindAsync(agent, request, cancellationToken);
        log.Say($"\nThe output has stood still in the middle of a line for {DurationText.Of(PromptWatch.Patience)}. If the command asks something, nobody is there to answer: give what it needs by options, variables or standard input."
            + (unset.Count == 0 ? "" : $" The command uses {string.Join(", ", unset.Select(name => "$" + name))}, and {(unset.Count == 1 ? "that has" : "these have")} no value in this job."));
    }

    /// <summary>As CircleCI writes it in this sentence: <c>10m0s</c>.</summary>
    private static string Duration(TimeSpan value)
    {
        var seconds = value.Seconds + (value.Milliseconds / 1000.0);
        var text = FormattableString.Invariant($"{seconds:0.###}s");
        return value switch
        {
            { TotalHours: >= 1 } => $"{(int)value.TotalHours}h{value.Minutes}m{text}",
            { TotalMinutes: >= 1 } => $"{value.Minutes}m{text}",
            _ => text,
        };
    }
}
