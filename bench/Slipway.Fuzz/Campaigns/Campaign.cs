using System.Diagnostics;
using System.Globalization;

namespace Slipway.Fuzz.Campaigns;

/// <summary>Trial after trial of one generator.</summary>
internal static class Campaign
{
    private const int MostProblems = 20;
    private static readonly TimeSpan LongestTrial = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(30);

    /// <summary>The numbers of one trial: the same for the same seed and trial, on every machine.</summary>
    public static Random Numbers(int seed, long trial) => new(unchecked((int)((seed * 0x9E3779B1L) + (trial * 0x85EBCA77L))));

    /// <summary>Tries a number of times.</summary>
    /// <returns>The first thing that did not hold, with the trial that shows it; null when all held.</returns>
    public static async Task<string?> FindAsync(IGenerator generator, int seed, int trials, CancellationToken cancellationToken)
    {
        for (var trial = 0; trial < trials; trial++)
        {
            if (await TryAsync(generator, seed, trial, cancellationToken) is { } problem)
            {
                return $"seed {seed}, trial {trial}: {problem}";
            }
        }

        return null;
    }

    /// <summary>Tries for a time and tells on the terminal.</summary>
    /// <returns>How many trials did not hold.</returns>
    public static async Task<int> RunAsync(IGenerator generator, TimeSpan time, int seed, CancellationToken cancellationToken)
    {
        var (watch, told, problems, trial) = (Stopwatch.StartNew(), TimeSpan.Zero, 0, 0L);
        for (; watch.Elapsed < time && problems < MostProblems; trial++)
        {
            if (await TryAsync(generator, seed, trial, cancellationToken) is { } problem)
            {
                problems++;
                Tell($"seed {seed}, trial {trial}: {problem}");
            }

            if (watch.Elapsed - told > Between)
            {
                told = watch.Elapsed;
                Tell($"{trial + 1} trials, {problems} did not hold, {Environment.WorkingSet >> 20} MiB");
            }
        }

        Tell($"{trial} trials in {watch.Elapsed.TotalSeconds:0} s with seed {seed}: {problems} did not hold; {Environment.WorkingSet >> 20} MiB of memory at the end");
        return problems;
    }

    private static async Task<string?> TryAsync(IGenerator generator, int seed, long trial, CancellationToken cancellationToken)
    {
        try
        {
            // On another thread, so that also one that never waits can be found hanging.
            return await Task.Run(() => generator.TryAsync(Numbers(seed, trial), cancellationToken), cancellationToken).WaitAsync(LongestTrial, TimeProvider.System, cancellationToken);
        }
        catch (TimeoutException)
        {
            return $"no end within {LongestTrial.TotalSeconds:0} s";
        }
#pragma warning disable CA1031 // Whatever comes out is what is looked for.
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return failure.ToString();
        }
    }

    private static void Tell(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
