using System.Globalization;
using Slipway.Execution.Blobs;
using Slipway.Execution.Reaping;
using Slipway.Execution.State;
using Slipway.Execution.Workspaces;
using Slipway.Linux.Processes;
using Slipway.Model.Assignments;
using Slipway.Model.Events;

namespace Slipway.Execution.Tests.Bounds;

public sealed class Runs_that_are_forgotten : IDisposable
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();
    private readonly StateFolder _state = new(Directory.CreateTempSubdirectory("slipway-forgotten-").FullName);

    [Fact]
    public void Are_the_oldest_beyond_the_number()
    {
        Make(1, 2, 3, 9, 10, 11);
        var told = Apply(new StorageLimits { Runs = 3 });
        Assert.Equal([9, 10, 11], Left());
        Assert.StartsWith("forgot 3 runs, the newest of them 3: at most 3 runs (limits.runs in ", Assert.Single(told), StringComparison.Ordinal);
        Assert.Empty(Apply(new StorageLimits { Runs = 3 }));
    }

    [Fact]
    public void Are_the_oldest_beyond_what_all_may_hold_with_their_workspaces()
    {
        foreach (var run in Make(1, 2, 3))
        {
            File.WriteAllBytes(Path.Combine(run.Path, "artifact"), new byte[1000]);
            new WorkspaceFile(run.Workspace).Add(new WorkspaceLayer("main", "job", 0, new Blob("00", 9000), Now));
        }

        Apply(new StorageLimits { RunHistory = 25_000 });
        Assert.Equal([2, 3], Left());
        // The second time by what was counted the first time.
        Apply(new StorageLimits { RunHistory = 15_000 });
        Assert.Equal([3], Left());
        Apply(new StorageLimits { RunHistory = 1 });
        Assert.Equal([3], Left());
    }

    [Fact]
    public void Are_untrusted_ones_first_which_have_half_of_what_there_is()
    {
        foreach (var run in Make(1, 2, 3, 4, 5, 6, 7, 8))
        {
            var scope = int.Parse(run.Id, CultureInfo.InvariantCulture) > 3 ? "pull-7" : "trusted";
            run.WriteTrust(TrustScope.OfEarlier(scope, null, run.Id));
        }

        Apply(new StorageLimits { Runs = 8 });
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], Left());
        Apply(new StorageLimits { Runs = 6 });
        Assert.Equal([1, 2, 3, 6, 7, 8], Left());
        Apply(new StorageLimits { Runs = 4 });
        Assert.Equal([2, 3, 7, 8], Left());
    }

    [Fact]
    public void Count_what_a_workspace_stores_once_and_folders()
    {
        foreach (var run in Make(1, 2))
        {
            Directory.CreateDirectory(Path.Combine(run.Path, "artifacts", "deep"));
            var index = new WorkspaceFile(run.Workspace);
            index.Add(new WorkspaceLayer("main", "job", 0, new Blob("00", 100_000), Now));
            index.Add(new WorkspaceLayer("main", "job", 1, new Blob("00", 100_000), Now));
        }

        Apply(new StorageLimits());
        var size = long.Parse(File.ReadAllText(new RunFolder("1", Path.Combine(_state.Runs, "1")).Size), CultureInfo.InvariantCulture);
        Assert.InRange(size, 100_000 + (2 * 4096), 110_000);
    }

    [Fact]
    public void Are_none_that_go_on_or_have_a_kept_job()
    {
        var runs = Make(1, 2, 3);
        File.WriteAllText(runs[0].Owner, OwnerProcess.Current.ToString());
        File.WriteAllText(runs[1].Kept, "");
        Apply(new StorageLimits { Runs = 1 });
        Assert.Equal([1, 2, 3], Left());
    }

    [Fact]
    public void Are_none_for_what_still_grows()
    {
        var runs = Make(1, 2, 3);
        File.WriteAllText(runs[1].Owner, OwnerProcess.Current.ToString());
        File.WriteAllBytes(Path.Combine(runs[1].Path, "growing"), new byte[100_000]);
        Apply(new StorageLimits { RunHistory = 10_000 });
        Assert.Equal([1, 2, 3], Left());
        Assert.False(File.Exists(runs[1].Size));
        Assert.True(File.Exists(runs[0].Size));
    }

    [Fact]
    public async Task Let_go_of_the_oldest_kept_jobs()
    {
        foreach (var run in Make(1, 2, 3, 4))
        {
            await run.KeptSpaces.AddAsync(new KeptSpace(new JobRef("main", "job"), "space", "container", "/", new Dictionary<string, string>()), TestContext.Current.CancellationToken);
        }

        File.SetLastWriteTimeUtc(new RunFolder("3", Path.Combine(_state.Runs, "3")).Kept, Now.AddDays(-5).UtcDateTime);
        var told = Apply(new StorageLimits { KeptJobs = 2, KeptDays = 4 });

        Assert.Equal(["2", "4"], Directory.GetFiles(_state.Runs, "kept.jsonl", SearchOption.AllDirectories).Select(file => Path.GetFileName(Path.GetDirectoryName(file))).Order());
        Assert.Equal(2, told.Count);
        Assert.Contains("run 3 kept for a shell go: at most 4 days (limits.keptDays in ", told[0], StringComparison.Ordinal);
        Assert.Contains("run 1 kept for a shell go: at most 2 jobs (limits.keptJobs in ", told[1], StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_state.Path, recursive: true);

    private IReadOnlyList<string> Apply(StorageLimits limits) => RunRetention.Apply(_state, limits, Now);

    private IEnumerable<int> Left() => Directory.GetDirectories(_state.Runs).Select(path => int.Parse(Path.GetFileName(path), CultureInfo.InvariantCulture)).Order();

    private List<RunFolder> Make(params int[] numbers) => [.. numbers.Select(number =>
    {
        var run = new RunFolder($"{number}", Path.Combine(_state.Runs, $"{number}"));
        Directory.CreateDirectory(run.Path);
        run.WriteTrust(TrustScope.Trusted);
        // As at a run's end.
        run.TryRemoveIncoming();
        File.WriteAllText(run.Events, "{}\n");
        File.SetLastWriteTimeUtc(run.Events, Now.AddHours(-1).UtcDateTime);
        return run;
    })];
}
