using System.Text;
using Slipway.Execution.Bounds;
using Slipway.Execution.Events;
using Slipway.Execution.Logs;
using Slipway.Execution.Masking;
using Slipway.Execution.Runs;
using Slipway.Execution.State;
using Slipway.Model.Assignments;
using Slipway.Model.Events;

namespace Slipway.Execution.Tests.Events;

/// <summary>What a journal does, wherever it keeps what it gets; in the end it can be read in a run's folder.</summary>
public abstract class JournalContract : IDisposable
{
    protected const string Secret = "registry-name-x";
    protected static readonly JobRef Job = new("main", "job");

    protected RunFolder Folder { get; } = new("1", Directory.CreateTempSubdirectory("slipway-journal-").FullName);

    /// <summary>Has the journal used, and returns when all that it got is in the folder.</summary>
    protected abstract Task KeepAsync(Func<IRunJournal, Task> useAsync);

    protected Task KeepAsync(Action<IRunJournal> use) => KeepAsync(journal =>
    {
        use(journal);
        return Task.CompletedTask;
    });

    [Fact]
    public async Task Events_are_kept_in_their_order_masked_and_clean()
    {
        await KeepAsync(journal =>
        {
            var limits = new StorageLimits();
            var recorder = new RunRecorder(journal, new SecretPatterns([Secret]), TimeProvider.System, new RunStorage(limits, new DiskReserve(Folder.Path, limits)));
            recorder.Record(new StepStarted(Job, 1, $"pull {Secret}", "") { Time = default });
            recorder.Record(new StepFinished(Job, 1, new StepOutcome.Failed(1, $"no {Secret}\e[31m\u202e"), TimeSpan.Zero) { Time = default });
        });
        Assert.Equal(
            [new StepStarted(Job, 1, "pull ****", "") { Time = default }, new StepFinished(Job, 1, new StepOutcome.Failed(1, "no ****"), TimeSpan.Zero) { Time = default }],
            RunHistory.Events(Folder));
        Assert.DoesNotContain(Secret, await File.ReadAllTextAsync(Folder.Events, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_of_many_jobs_at_once_is_lost()
    {
        const int Each = 500;
        await KeepAsync(journal => Task.WhenAll(Enumerable.Range(0, 4).Select(node => Task.Run(() =>
        {
            var job = Job with { Node = node };
            using var log = journal.OpenLog(job, 1, LogId.OfStep(1, 1, "step"));
            for (var number = 0; number < Each; number++)
            {
                journal.Append(new StepStarted(job, number, "step", "") { Time = default });
                log.Write(Encoding.ASCII.GetBytes($"{number}\n"), default);
            }
        }))));
        var events = RunHistory.Events(Folder).Cast<StepStarted>().ToLookup(started => started.Job.Node, started => started.Step);
        for (var node = 0; node < 4; node++)
        {
            Assert.Equal(Enumerable.Range(0, Each), events[node]);
            Assert.Equal(Enumerable.Range(0, Each).Select(number => $"{number}"), await ReadLogAsync(node));
        }
    }

    [Fact]
    public async Task A_log_is_there_also_when_it_stays_empty()
    {
        await KeepAsync(journal => journal.OpenLog(Job, 1, "001-quiet").Dispose());
        Assert.Equal(0, new FileInfo(Folder.PathOfLog(Job, "001-quiet")).Length);
    }

    [Fact]
    public async Task A_log_goes_on_until_it_is_disposed_also_behind_the_end_of_its_step()
    {
        await KeepAsync(journal =>
        {
            using var log = journal.OpenLog(Job, 1, "001-step");
            log.Write("in time, "u8, default);
            journal.Append(new StepFinished(Job, 1, new StepOutcome.Passed(), TimeSpan.Zero) { Time = default });
            log.Write("behind it"u8, default);
        });
        Assert.Equal("in time, behind it", await File.ReadAllTextAsync(Folder.PathOfLog(Job, "001-step"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Output_is_kept_byte_for_byte_with_the_times_at_which_it_came()
    {
        var bytes = Enumerable.Range(0, 100_000).Select(number => (byte)number).ToArray();
        await KeepAsync(journal =>
        {
            using var log = journal.OpenLog(Job, null, LogId.OfService(1, 1, "image"));
            log.Write(bytes.AsSpan(0, 70_001), DateTimeOffset.FromUnixTimeMilliseconds(1000));
            log.Write(bytes.AsSpan(70_001), DateTimeOffset.FromUnixTimeMilliseconds(9000));
        });
        var path = Folder.PathOfLog(Job, LogId.OfService(1, 1, "image"));
        Assert.Equal(bytes, await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken));
        Assert.Equal(["0 1000", "70001 9000"], await File.ReadAllLinesAsync(path + ".times", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Artifacts_are_kept_whole_or_not_at_all_and_the_last_of_a_path_stays()
    {
        var bytes = Enumerable.Range(0, 200_000).Select(number => (byte)number).ToArray();
        await KeepAsync(journal =>
        {
            KeepArtifact(journal, "out/deep/a.bin", "an earlier one"u8);
            KeepArtifact(journal, "out/deep/a.bin", bytes);
            KeepArtifact(journal, "empty", []);
            using var cut = journal.OpenArtifact(Job, "out/cut");
            cut.Write("half of it"u8);
        });
        Assert.Equal(bytes, await File.ReadAllBytesAsync(Path.Combine(Folder.ArtifactsOf(Job), "out/deep/a.bin"), TestContext.Current.CancellationToken));
        Assert.Equal(0, new FileInfo(Path.Combine(Folder.ArtifactsOf(Job), "empty")).Length);
        Assert.False(File.Exists(Path.Combine(Folder.ArtifactsOf(Job), "out/cut")));
        Assert.False(Directory.Exists(Folder.Incoming));
    }

    [Fact]
    public async Task Artifacts_of_many_jobs_at_once_are_kept_apart()
    {
        await KeepAsync(journal => Task.WhenAll(Enumerable.Range(0, 4).Select(node => Task.Run(() =>
        {
            for (var number = 0; number < 50; number++)
            {
                using var artifact = journal.OpenArtifact(Job with { Node = node }, $"{number}");
                artifact.Write(Encoding.ASCII.GetBytes($"{node} "));
                artifact.Write(Encoding.ASCII.GetBytes($"{number}"));
                artifact.Complete();
            }
        }))));
        for (var node = 0; node < 4; node++)
        {
            Assert.Equal($"{node} 49", await File.ReadAllTextAsync(Path.Combine(Folder.ArtifactsOf(Job with { Node = node }), "49"), TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task Tests_are_kept_in_their_order_for_each_attempt_of_a_job()
    {
        await KeepAsync(journal =>
        {
            journal.AddTests(Job, 7, [Case("a"), Case("b")]);
            journal.AddTests(Job, 8, [Case("of the next attempt")]);
            journal.AddTests(Job, 7, [Case("c")]);
        });
        Assert.Equal([Case("a"), Case("b"), Case("c")], TestRecord.Read(Folder, Job.Job, 7));
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing) => Directory.Delete(Folder.Path, recursive: true);

    private static void KeepArtifact(IRunJournal journal, string path, ReadOnlySpan<byte> content)
    {
        using var artifact = journal.OpenArtifact(Job, path);
        artifact.Write(content);
        artifact.Complete();
    }

    private static TestCase Case(string name) => new("Class", name, "file", 1.5, "failure", "it says é\nso");

    private Task<string[]> ReadLogAsync(int node) =>
        File.ReadAllLinesAsync(Folder.PathOfLog(Job with { Node = node }, LogId.OfStep(1, 1, "step")), TestContext.Current.CancellationToken);
}
