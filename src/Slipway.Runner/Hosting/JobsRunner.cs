using System.Collections.Concurrent;
using System.Net;
using Slipway.Linux.Failures;
using Slipway.Linux.Locks;
using Slipway.Linux.Processes;
using Slipway.Model.Runners;
using Slipway.Runner.Connections;
using Slipway.Runner.Work;

namespace Slipway.Runner.Hosting;

/// <summary>
/// Asks a server for assignments, runs each in a process of its own, and sends back what comes of it. When the server has not answered for so long that it may give an assignment to
/// somebody else, this runner ends it itself.
/// </summary>
/// <param name="program">This program, see <see cref="WorkProcess"/>.</param>
/// <param name="reapAsync">Removes what is left of jobs whose processes are gone.</param>
/// <param name="report">Learns of what an administrator should know.</param>
public sealed class JobsRunner(RunnerFolder folder, RunnerOptions options, IReadOnlyList<string> program, Func<CancellationToken, Task> reapAsync, TimeProvider clock, Action<string> report) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan TryAgainAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan UsualFence = TimeSpan.FromSeconds(25);

    private readonly ConcurrentDictionary<long, WorkInHand> _work = [];
    private readonly List<Task> _following = [];
    private readonly SemaphoreSlim _freed = new(0);
    private long _heard;
    private TimeSpan _fence = UsualFence;
    private string? _trouble;

    /// <summary>Runs until it is canceled; jobs go on then, for the next runner on this machine.</summary>
    /// <exception cref="InfrastructureException">Another runner has the folder, or the server does not know this one.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        folder.Create();
        using var held = FileLock.TryTake(folder.Lock) ?? throw new InfrastructureException($"{folder.Path} is in use by another runner");
        var identity = folder.ReadIdentity() ?? await RegisterAsync(cancellationToken);
        using var server = new ServerConnection(options.Server, identity.Key, Patience);
        _heard = clock.GetTimestamp();
        await reapAsync(cancellationToken);
        foreach (var left in WorkFolder.Find(folder.Work))
        {
            // One that was never begun is given to somebody by the server.
            Follow(left, WorkProcess.Find(left.ReadProcess() ?? OwnerProcess.Gone, clock, cancellationToken), server, cancellationToken);
        }

        await TakeAndBeatAsync(server, cancellationToken);
    }

    public void Dispose() => _freed.Dispose();

    private async Task TakeAndBeatAsync(ServerConnection server, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] loops = [TakeAsync(server, ending.Token), BeatAsync(server, ending.Token)];
        // None of the two is of use without the other.
        await Task.WhenAny(loops);
        await ending.CancelAsync();
        await Task.WhenAll([.. loops, .. _following]);
    }

    private async Task<RunnerIdentity> RegisterAsync(CancellationToken cancellationToken)
    {
        var token = options.Registration ?? throw new InfrastructureException("the server does not know this runner yet: SLIPWAY_RUNNER_TOKEN takes a token of `slipway server token create --scope runner`");
        using var server = new ServerConnection(options.Server, token, Patience);
        var identity = await server.AskAsync("runner/v1/register", new RunnerRegistration(options.Name, options.Slots), RunnerJson.Default.RunnerRegistration, RunnerJson.Default.RunnerIdentity, cancellationToken)
            ?? throw new InfrastructureException("the server gave this runner no key");
        folder.WriteIdentity(identity);
        return identity;
    }

    private async Task TakeAsync(ServerConnection server, CancellationToken cancellationToken)
    {
        while (true)
        {
            while (_work.Count >= options.Slots)
            {
                await _freed.WaitAsync(cancellationToken);
            }

            try
            {
                if (await server.AskAsync("runner/v1/lease", new Beat([]), RunnerJson.Default.Beat, RunnerJson.Default.LeasedWork, cancellationToken) is { } leased)
                {
                    _fence = TimeSpan.FromSeconds(leased.Seconds);
                    var place = WorkFolder.Create(folder.Work, leased.Lease);
                    Follow(place, await WorkProcess.StartAsync(program, leased.Work, place, report, clock), server, cancellationToken);
                }

                Note(null);
            }
            catch (ServerRefusedException refused) when (refused.Status == HttpStatusCode.Unauthorized)
            {
                Note($"the server does not know this runner any more: remove {folder.Identity} and start it with another token in SLIPWAY_RUNNER_TOKEN");
                await Task.Delay(TryAgainAfter, clock, cancellationToken);
            }
            catch (Exception failure) when (WorldFailure.Includes(failure))
            {
                Note(failure.Message);
                await Task.Delay(TryAgainAfter, clock, cancellationToken);
            }
        }
    }

    /// <summary>Reports what hinders it, once, and that it is over.</summary>
    private void Note(string? trouble)
    {
        if (trouble != _trouble)
        {
            _trouble = trouble;
            report(trouble ?? "the server answers again");
        }
    }

    private void Follow(WorkFolder place, WorkProcess process, ServerConnection server, CancellationToken cancellationToken)
    {
        var work = new WorkInHand(place, process, server, clock, report);
        _work[place.Lease.Assignment] = work;
        _following.RemoveAll(task => task.IsCompletedSuccessfully);
        _following.Add(FollowAsync(work, cancellationToken));
    }

    private async Task FollowAsync(WorkInHand work, CancellationToken cancellationToken)
    {
        if (await WorldFailure.FindAsync(() => work.FollowAsync(cancellationToken), cancellationToken) is { } failure)
        {
            report($"assignment {work.Lease.Assignment}: {failure.Message}");
        }

        if (work.HasDied && await WorldFailure.FindAsync(() => reapAsync(cancellationToken), cancellationToken) is { } left)
        {
            report(left.Message);
        }

        _work.TryRemove(work.Lease.Assignment, out _);
        _freed.Release();
    }

    private async Task BeatAsync(ServerConnection server, CancellationToken cancellationToken)
    {
        while (true)
        {
            var asked = clock.GetTimestamp();
            try
            {
                var answer = await server.AskAsync("runner/v1/beat", new Beat([.. _work.Values.Select(work => work.Lease)]), RunnerJson.Default.Beat, RunnerJson.Default.BeatAnswer, cancellationToken);
                _heard = asked;
                Obey(answer);
            }
            catch (InfrastructureException)
            {
                // Whoever asks for work says it.
            }

            if (clock.GetElapsedTime(_heard) > _fence)
            {
                LoseAll();
            }

            await Task.Delay(TryAgainAfter, clock, cancellationToken);
        }
    }

    private void Obey(BeatAnswer? answer)
    {
        foreach (var canceled in answer?.Canceled ?? [])
        {
            _work.GetValueOrDefault(canceled)?.Cancel();
        }

        foreach (var lost in answer?.Lost ?? [])
        {
            _work.GetValueOrDefault(lost)?.Lose();
        }
    }

    private void LoseAll()
    {
        foreach (var work in _work.Values)
        {
            work.Lose();
        }
    }
}

/// <summary>How a runner runs.</summary>
/// <param name="Name">For people.</param>
/// <param name="Slots">How many nodes of jobs it runs at once.</param>
/// <param name="Registration">A token that makes it known, once; null: it is known.</param>
public sealed record RunnerOptions(Uri Server, string Name, int Slots, string? Registration);
