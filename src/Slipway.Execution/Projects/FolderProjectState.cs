using System.Collections.Concurrent;
using Slipway.Execution.State;
using Slipway.Execution.TestResults;
using Slipway.Linux.Locks;
using Slipway.Model.Assignments;
using Slipway.Model.Events;

namespace Slipway.Execution.Projects;

/// <summary>A project's state as files of a state folder. A turn is a lock on a file for as long as it is had, so that it is free when its process dies.</summary>
/// <param name="project">The project's key.</param>
/// <param name="trust">The run's.</param>
public sealed class FolderProjectState(StateFolder state, string project, TrustScope trust) : IProjectState
{
    private readonly ConcurrentDictionary<SerialTurn, LockedNumber> _turns = [];

    public async Task<int> TakeNumberAsync(NumberSequence sequence, CancellationToken cancellationToken)
    {
        using var number = await LockedNumber.OpenAsync(PathOf(sequence), cancellationToken);
        await number.GrowAsync(number.Value + 1);
        return number.Value;
    }

    public async Task<byte[]> ReadTimingsAsync(CancellationToken cancellationToken)
    {
        var own = state.Timings(project, trust.Name);
        return await ReadAsync(File.Exists(own) ? own : state.Timings(project), cancellationToken);
    }

    public async Task KeepTimingsAsync(IEnumerable<TestCase> tests, CancellationToken cancellationToken)
    {
        var own = state.Timings(project, trust.Name);
        Directory.CreateDirectory(Path.GetDirectoryName(own)!);
        using var held = await FileLock.TakeAsync(own, cancellationToken);
        var known = await ReadAsync(held, cancellationToken);
        if (known.Length == 0 && !trust.IsTrusted)
        {
            known = await ReadAsync(state.Timings(project), cancellationToken);
        }

        var merged = TestTimes.Merge(known, tests);
        held.Content.SetLength(0);
        await held.Content.WriteAsync(merged, CancellationToken.None);
    }

    public async Task<bool> TakeTurnAsync(SerialTurn turn, CancellationToken cancellationToken)
    {
        var scope = trust.IsTrusted ? "" : $"{project}-{trust.Name}";
        var held = await LockedNumber.OpenAsync(Path.Combine(state.Locks, scope, RunFolder.UniqueName(turn.Group) + ".serial"), cancellationToken);
        if (held.Value > turn.Run)
        {
            held.Dispose();
            return false;
        }

        await held.GrowAsync(turn.Run);
        _turns[turn] = held;
        return true;
    }

    public Task GiveBackAsync(SerialTurn turn)
    {
        if (_turns.TryRemove(turn, out var held))
        {
            held.Dispose();
        }

        return Task.CompletedTask;
    }

    private string PathOf(NumberSequence sequence) => sequence switch
    {
        NumberSequence.Run => Path.Combine(state.Path, "run-number"),
        NumberSequence.Pipeline => Path.Combine(state.Project(project), "pipeline-number"),
        _ => Path.Combine(state.Project(project), "build-number"),
    };

    private static async Task<byte[]> ReadAsync(string file, CancellationToken cancellationToken)
    {
        if (!File.Exists(file))
        {
            return [];
        }

        using var held = await FileLock.TakeAsync(file, cancellationToken);
        return await ReadAsync(held, cancellationToken);
    }

    private static async Task<byte[]> ReadAsync(FileLock held, CancellationToken cancellationToken)
    {
        var content = new byte[held.Content.Length];
        await held.Content.ReadExactlyAsync(content, cancellationToken);
        return content;
    }
}
