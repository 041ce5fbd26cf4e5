using System.Diagnostics;
using Slipway.Linux.Processes;
using Slipway.Linux.Tools;
using Slipway.Model.Assignments;

namespace Slipway.Runner.Work;

/// <summary>The process that runs an assignment. It is in a session of its own and outlives the runner: another one finds it by its number and its journal.</summary>
internal sealed class WorkProcess
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(200);
    private readonly TimeProvider _clock;

    private WorkProcess(OwnerProcess process, Task end, TimeProvider clock) => (Id, Ended, _clock) = (process, end, clock);

    public OwnerProcess Id { get; }

    /// <summary>Is complete when it is gone.</summary>
    public Task Ended { get; }

    /// <param name="program">This program: a file, and what stands before its arguments.</param>
    /// <param name="say">Gets what it says to people.</param>
    public static async Task<WorkProcess> StartAsync(IReadOnlyList<string> program, Assignment work, WorkFolder folder, Action<string> say, TimeProvider clock)
    {
        var start = ToolStart.Of("setsid", [.. program, "job", "run", "--journal", folder.Journal]);
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        var process = ToolStart.Begin(start);
        var id = OwnerProcess.Of(process.Id);
        folder.WriteProcess(id);
        await GiveAsync(process.StandardInput, work);
        return new WorkProcess(id, FollowAsync(process, line => say($"assignment {folder.Lease.Assignment}: {line}")), clock);
    }

    /// <summary>One that an earlier runner has started.</summary>
    public static WorkProcess Find(OwnerProcess process, TimeProvider clock, CancellationToken cancellationToken) => new(process, WaitAsync(process, clock, cancellationToken), clock);

    /// <summary>Has it cancel its job in order, and end at once when that takes too long.</summary>
    public async Task EndAsync(TimeSpan patience)
    {
        ProcessSignal.Terminate(Id);
        if (await IsOverAsync(patience))
        {
            return;
        }

        // A second one is an abort: what the job made is still removed.
        ProcessSignal.Terminate(Id);
        if (!await IsOverAsync(patience))
        {
            ProcessSignal.Kill(Id);
        }
    }

    private async Task<bool> IsOverAsync(TimeSpan patience)
    {
        await Ended.WaitAsync(patience, _clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return Ended.IsCompleted;
    }

    private static async Task GiveAsync(StreamWriter to, Assignment work)
    {
        try
        {
            await using var input = to.BaseStream;
            await input.WriteAsync(AssignmentJson.Write(work));
        }
        catch (IOException)
        {
            // It has ended already, and what it says tells why.
        }
    }

    private static async Task FollowAsync(Process process, Action<string> say)
    {
        using var owned = process;
        await Task.WhenAll(owned.StandardOutput.BaseStream.CopyToAsync(Stream.Null), ReadErrorsAsync(owned.StandardError, say));
        await owned.WaitForExitAsync();
    }

    private static async Task ReadErrorsAsync(StreamReader errors, Action<string> say)
    {
        while (await errors.ReadLineAsync() is { } line)
        {
            say(line);
        }
    }

    private static async Task WaitAsync(OwnerProcess process, TimeProvider clock, CancellationToken cancellationToken)
    {
        while (process.IsAlive)
        {
            await Task.Delay(LookEvery, clock, cancellationToken);
        }
    }
}
