using Slipway.Linux.Failures;

namespace Slipway.Linux.Reaping;

/// <summary>A kind of thing that processes leave on the machine when they are killed, and that goes when its owner is gone.</summary>
/// <param name="Kind">One of them in words.</param>
/// <param name="Traces">
/// Where such things are seen, each giving names, at least of those whose owner is gone. What is left of one may show in one trace alone: all are looked at, and what is
/// in several is removed once.
/// </param>
/// <param name="RemoveAsync">Removes all that is left of one. False: somebody else has, or somebody holds it by now.</param>
public sealed record Leftovers(string Kind, IReadOnlyList<Func<CancellationToken, Task<IEnumerable<string>>>> Traces, Func<string, CancellationToken, Task<bool>> RemoveAsync)
{
    private const int AtOnce = 4;

    /// <summary>What is seen in one place, and is removed without waiting.</summary>
    public static Leftovers Of(string kind, Func<IEnumerable<string>> trace, Func<string, bool> remove) =>
        new(kind, [_ => Task.FromResult(trace())], (name, _) => Task.FromResult(remove(name)));

    /// <summary>Removes what dead owners left, kind after kind: a kind may stand on an earlier one. Goes on where something fails.</summary>
    public static async Task<Reaped> ReapAsync(IEnumerable<Leftovers> kinds, CancellationToken cancellationToken)
    {
        var all = Reaped.Nothing;
        foreach (var kind in kinds)
        {
            all += await kind.ReapAsync(cancellationToken);
        }

        return all;
    }

    private async Task<Reaped> ReapAsync(CancellationToken cancellationToken)
    {
        var (names, unseen) = await SeeAsync(cancellationToken);
        using var places = new SemaphoreSlim(AtOnce);
        var ends = await Task.WhenAll(names.Select(name => TryRemoveAsync(name, places, cancellationToken)));
        return new Reaped([.. ends.Where(end => end.IsGone).Select(end => (Kind, end.Name))], unseen, [.. ends.Where(end => end.Failure is not null).Select(end => end.Failure!)]);
    }

    private async Task<(IReadOnlyList<string> Names, IReadOnlyList<string> Unseen)> SeeAsync(CancellationToken cancellationToken)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        List<string> unseen = [];
        foreach (var trace in Traces)
        {
            if (await WorldFailure.FindAsync(async () => names.UnionWith(await trace(cancellationToken)), cancellationToken) is { } failure)
            {
                unseen.Add($"It cannot be seen whether each {Kind} has an owner: {failure.Message}");
            }
        }

        return ([.. names], unseen);
    }

    private async Task<(string Name, bool IsGone, string? Failure)> TryRemoveAsync(string name, SemaphoreSlim places, CancellationToken cancellationToken)
    {
        await places.WaitAsync(cancellationToken);
        try
        {
            var isGone = false;
            var failure = await WorldFailure.FindAsync(async () => isGone = await RemoveAsync(name, cancellationToken), cancellationToken);
            return (name, isGone, failure is null ? null : $"The {Kind} {name} is not removed: {failure.Message}");
        }
        finally
        {
            places.Release();
        }
    }
}
