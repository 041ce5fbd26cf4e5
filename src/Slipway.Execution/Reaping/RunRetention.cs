using System.Globalization;
using Slipway.Execution.Runs;
using Slipway.Execution.State;
using Slipway.Execution.Workspaces;
using Slipway.Linux.Failures;
using Slipway.Model.Assignments;
using Slipway.Model.Texts;

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
            var jobs = run.KeptSpaces.Read().Count;
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

    /// <summary>Anybody may cause any number of untrusted runs, so that they have half of what there is: the rest of them go before any trusted one.</summary>
    private static List<string> Forget(IReadOnlyList<RunFolder> runs, StorageLimits limits, DateTimeOffset now)
    {
        var newest = runs.FirstOrDefault(run => !RunHistory.IsRunning(run));
        var sizes = runs.ToDictionary(run => run, run => SizeOf(run, now));
        if (runs.Count <= limits.Runs && sizes.Values.Sum() <= limits.RunHistory)
        {
            return [];
        }

        var (all, untrusted) = (new Room(limits.Runs, limits.RunHistory), new Room(limits.Runs / 2, limits.RunHistory / 2));
        List<string> forgotten = [];
        foreach (var run in runs)
        {
            Room[] rooms = RunHistory.TrustOf(run).IsTrusted ? [all] : [all, untrusted];
            if (run != newest && rooms.Any(room => !room.Has(sizes[run])) && !File.Exists(run.Kept) && !RunHistory.IsRunning(run))
            {
                Remove(run);
                forgotten.Add(run.Id);
            }
            else
            {
                Array.ForEach(rooms, room => room.Take(sizes[run]));
            }
        }

        return forgotten.Count == 0
            ? []
            : [$"forgot {CountText.Of(forgotten.Count, "run")}, the newest of them {forgotten[0]}: at most {limits.Count(limits.Runs, "runs", "runs")} of {limits.Bytes(limits.RunHistory, "runHistory")} are remembered"];
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
            return WorldFailure.OfFiles(() => RunHistory.IsRunning(run) ? 0 : Count(run, now));
        }
        catch (FileNotFoundException)
        {
            // Somebody else removes it.
            return 0;
        }
    }

    private static long Count(RunFolder run, DateTimeOffset now)
    {
        // Layers with the same content are stored once.
        var bytes = new DirectoryInfo(run.Path).EnumerateFileSystemInfos("*", SearchOption.AllDirectories).Sum(entry => entry is FileInfo file ? file.Length : StorageLimits.FolderBytes)
            + WorkspaceFile.Read(run.Workspace).DistinctBy(layer => layer.Content.Hash).Sum(layer => layer.Content.Bytes);
        if (File.Exists(run.Events) && now - File.GetLastWriteTimeUtc(run.Events) > Quiet)
        {
            File.WriteAllText(run.Size, bytes.ToString(CultureInfo.InvariantCulture));
        }

        return bytes;
    }

    /// <summary>How many runs, and how many bytes of them, may still be kept.</summary>
    private sealed class Room(long runs, long bytes)
    {
        private long _runs = runs;
        private long _bytes = bytes;

        public bool Has(long size) => _runs > 0 && size <= _bytes;

        public void Take(long size) => (_runs, _bytes) = (_runs - 1, _bytes - size);
    }
}
