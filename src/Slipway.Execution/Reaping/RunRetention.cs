using System.Globalization;
using Slipway.Execution.Bounds;
using Slipway.Execution.Runs;
using Slipway.Execution.State;
using Slipway.Execution.Workspaces;

namespace Slipway.Execution.Reaping;

/// <summary>Forgets the oldest runs, with all that they left, when there are too many or they hold too much, and lets go of the oldest jobs that were kept for a shell.</summary>
public static class RunRetention
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    /// <summary>What was kept goes with the next reaping. The newest run stays, and so do those that go on or have a kept job.</summary>
    /// <returns>What was forgotten and why, in sentences.</returns>
    public static IReadOnlyList<string> Apply(StateFolder state, StorageLimits limits, DateTimeOffset now)
    {
        var runs = new RunHistory(state).List();
        return [.. LetGo(runs, limits, now), .. Forget(runs, limits, now)];
    }

    private static List<string> LetGo(IReadOnlyList<RunFolder> runs, StorageLimits limits, DateTimeOffset now)
    {
        List<string> told = [];
        var kept = 0;
        foreach (var run in runs.Where(run => File.Exists(run.Kept)))
        {
            var jobs = KeptSpace.ReadAll(run).Count;
            kept += jobs;
            var isTooOld = now - File.GetLastWriteTimeUtc(run.Kept) > TimeSpan.FromDays(limits.KeptDays);
            if ((isTooOld || kept > limits.KeptJobs) && !RunHistory.IsRunning(run))
            {
                File.Delete(run.Kept);
                kept -= jobs;
                told.Add($"the jobs that run {run.Id} kept for a shell go: at most {(isTooOld ? limits.Count(limits.KeptDays, "days", "keptDays") : limits.Count(limits.KeptJobs, "jobs", "keptJobs"))}");
            }
        }

        return told;
    }

    private static List<string> Forget(IReadOnlyList<RunFolder> runs, StorageLimits limits, DateTimeOffset now)
    {
        var newest = runs.FirstOrDefault(run => !RunHistory.IsRunning(run));
        var (count, bytes) = (0, 0L);
        List<string> forgotten = [];
        foreach (var run in runs)
        {
            var size = SizeOf(run, now);
            if (run != newest && (count >= limits.Runs || bytes + size > limits.RunHistory) && !File.Exists(run.Kept) && !RunHistory.IsRunning(run))
            {
                Remove(run);
                forgotten.Add(run.Id);
            }
            else
            {
                (count, bytes) = (count + 1, bytes + size);
            }
        }

        return forgotten.Count == 0
            ? []
            : [$"forgot {forgotten.Count} runs, the newest of them {forgotten[0]}: at most {limits.Count(limits.Runs, "runs", "runs")} of {limits.Bytes(limits.RunHistory, "runHistory")} are remembered"];
    }

    private static void Remove(RunFolder run)
    {
        try
        {
            Directory.Delete(run.Path, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Another run has done it.
        }
    }

    /// <summary>Counted once, when nothing has happened in the run for a while. What goes on counts when it has ended.</summary>
    private static long SizeOf(RunFolder run, DateTimeOffset now)
    {
        if (File.Exists(run.Size) && long.TryParse(File.ReadAllText(run.Size), CultureInfo.InvariantCulture, out var known))
        {
            return known;
        }

        try
        {
            return RunHistory.IsRunning(run) ? 0 : Count(run, now);
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            // Somebody else removes it.
            return 0;
        }
    }

    private static long Count(RunFolder run, DateTimeOffset now)
    {
        var bytes = new DirectoryInfo(run.Path).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length)
            + WorkspaceIndex.Read(Path.Combine(run.Path, WorkspaceIndex.FileName)).Sum(layer => layer.Content.Bytes);
        if (File.Exists(run.Events) && now - File.GetLastWriteTimeUtc(run.Events) > Quiet)
        {
            File.WriteAllText(run.Size, bytes.ToString(CultureInfo.InvariantCulture));
        }

        return bytes;
    }
}
