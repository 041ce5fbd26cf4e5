using Slipway.Execution.Events;
using Slipway.Execution.Failures;
using Slipway.Execution.Ownership;
using Slipway.Linux.Failures;
using Slipway.Model.Assignments;
using Slipway.Model.Events;

namespace Slipway.Execution.Jobs;

/// <summary>Runs each assignment in a process of its own, and records what its journal says.</summary>
/// <param name="program">This program, see <see cref="JobProcess"/>.</param>
/// <param name="recorder">Has the journal that gets all of theirs.</param>
/// <param name="cleanUps">Waits for the ends of the processes: they remove what they made behind the ends of their jobs.</param>
/// <param name="say">Gets what they say to people.</param>
/// <param name="reapAsync">Removes what is left of one that died.</param>
/// <param name="abort">Ends all of them at once.</param>
public sealed class JobProcesses(
    IReadOnlyList<string> program, RunRecorder recorder, CleanUps cleanUps, Action<string> say, Func<Task> reapAsync, TimeProvider clock, CancellationToken abort) : IJobRunner
{
    /// <summary>Of those that slipway ends with; a signal that kills it gives a higher one.</summary>
    private const int LastExitCode = 130;
    private const int FirstSignal = 128;

    public async Task<JobOutcome> RunAsync(Assignment assignment, CancellationToken cancellationToken)
    {
        var finished = new TaskCompletionSource<JobOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        cleanUps.Add(FollowAsync(assignment, finished, cancellationToken));
        return await finished.Task;
    }

    /// <summary>Whose end comes behind the end of its job.</summary>
    private async Task FollowAsync(Assignment assignment, TaskCompletionSource<JobOutcome> finished, CancellationToken cancellationToken)
    {
        var began = clock.GetTimestamp();
        var (hasDied, failure) = (false, "");
        try
        {
            using var process = JobProcess.Start(program, clock);
            (hasDied, failure) = await FollowAsync(process, assignment, finished, cancellationToken);
        }
        catch (InfrastructureException exception)
        {
            failure = exception.Message;
        }

        if (!finished.Task.IsCompleted)
        {
            JobOutcome outcome = abort.IsCancellationRequested ? new JobOutcome.Canceled() : new JobOutcome.InfrastructureFailed(failure);
            recorder.Record(new JobFinished(assignment.Job, outcome, clock.GetElapsedTime(began)) { Time = recorder.Now });
            finished.SetResult(outcome);
        }

        if (hasDied)
        {
            await reapAsync();
        }
    }

    /// <returns>Whether something has killed it, and why its job came to no end where it came to none.</returns>
    private async Task<(bool HasDied, string Failure)> FollowAsync(
        JobProcess process, Assignment assignment, TaskCompletionSource<JobOutcome> finished, CancellationToken cancellationToken)
    {
        var reading = ReadAsync(process, assignment.Job, finished);
        await Task.WhenAll(
            process.GiveAsync(assignment),
            process.ReadErrorsAsync(say),
            TellAsync(process.CancelAsync, reading, cancellationToken),
            TellAsync(process.AbortAsync, reading, abort));
        var exitCode = await process.WaitAsync();
        var hasDied = exitCode > LastExitCode;
        var end = hasDied ? $"signal {exitCode - FirstSignal} has ended the job's process" : $"the job's process has ended with exit code {exitCode}, and its job with no result";
        return (hasDied, await reading ?? end);
    }

    /// <returns>Why its journal could not be kept; null: it was.</returns>
    private async Task<string?> ReadAsync(JobProcess process, JobRef job, TaskCompletionSource<JobOutcome> finished)
    {
        var reader = new JournalReader(recorder.Journal, happened =>
        {
            if (happened is JobFinished end && end.Job == job)
            {
                finished.TrySetResult(end.Outcome);
            }
        });
        try
        {
            await Outage.TellAsync(reader.ReadAsync(process.Journal, CancellationToken.None));
            if (reader.Unknown > 0)
            {
                say($"{reader.Unknown} lines of the journal of {job} are of kinds that this version does not know; they are left out");
            }

            foreach (var refused in reader.Refused)
            {
                say($"an artifact of {job} is not kept: {refused}");
            }

            return null;
        }
        catch (InfrastructureException failure)
        {
            process.Kill();
            return $"the job's journal cannot be kept: {failure.Message}";
        }
    }

    private static async Task TellAsync(Func<Task> tellAsync, Task ended, CancellationToken when)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var asking = when.Register(asked.SetResult);
        if (await Task.WhenAny(asked.Task, ended) == asked.Task)
        {
            await tellAsync();
        }
    }
}
