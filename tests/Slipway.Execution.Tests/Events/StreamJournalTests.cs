using System.IO.Pipelines;
using System.Text;
using Slipway.Execution.Bounds;
using Slipway.Execution.Events;
using Slipway.Execution.Logs;
using Slipway.Execution.Runs;
using Slipway.Linux.Failures;
using Slipway.Model.Assignments;
using Slipway.Model.Events;

namespace Slipway.Execution.Tests.Events;

/// <summary>A journal that another process reads.</summary>
public sealed class StreamJournalTests : JournalContract
{
    private const int Room = 4096;
    private const string Opening = """{"type":"journal_opened","schema":2,"time":"0001-01-01T00:00:00+00:00"}""";
    private const string Known = """{"type":"workflow_started","workflow":"main","id":"1","workspace":"1","jobs":[],"time":"0001-01-01T00:00:00+00:00"}""";

    /// <summary>Holds little, so that whoever writes waits for whoever reads.</summary>
    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: Room, resumeWriterThreshold: Room / 2, useSynchronizationContext: false));

    [Fact]
    public async Task A_reader_who_is_slow_makes_the_writer_wait_and_gets_everything()
    {
        const int Pieces = 100;
        var written = 0;
        var writing = Task.Run(() => UseAsync(journal =>
        {
            using var log = journal.OpenLog(Job, 1, LogId.OfStep(1, 1, "step"));
            for (; written < Pieces; Interlocked.Increment(ref written))
            {
                log.Write(new byte[Room], default);
            }

            return Task.CompletedTask;
        }), TestContext.Current.CancellationToken);
        long held;
        do
        {
            var read = await _pipe.Reader.ReadAsync(TestContext.Current.CancellationToken);
            held = read.Buffer.Length;
            // Nothing of it is taken.
            _pipe.Reader.AdvanceTo(read.Buffer.Start);
        }
        while (held < Room);
        // The first piece fills the pipe: its writer has not come back yet.
        Assert.Equal(0, Volatile.Read(ref written));
        Assert.False(writing.IsCompleted);
        await ReadAsync(_pipe.Reader.AsStream());
        await writing;
        Assert.Equal(Pieces * Room, new FileInfo(Folder.PathOfLog(Job, LogId.OfStep(1, 1, "step"))).Length);
    }

    [Fact]
    public async Task A_reader_who_is_gone_is_told_once_and_fails_the_logs()
    {
        var lost = 0;
        await using var stream = new BrokenStream();
        var journal = new StreamJournal(stream, default, () => lost++);
        journal.Append(new JobStarted(Job, 1, 1) { Time = default });
        Assert.Throws<IOException>(() => journal.OpenLog(Job, 1, "a"));
        Assert.Equal(1, lost);
        Assert.Equal("Broken pipe", journal.Failure);
    }

    [Fact]
    public async Task Kinds_that_are_not_known_are_skipped_and_counted_and_a_line_that_was_cut_is_left_out()
    {
        var reader = await ReadAsync($"{Opening}\n{{\"type\":\"of_tomorrow\"}}\n{Known}\n{{\"type\":\"workflow_sta");
        Assert.Equal(1, reader.Unknown);
        Assert.IsType<WorkflowStarted>(Assert.Single(RunHistory.Events(Folder)));
    }

    [Fact]
    public async Task An_artifact_that_has_no_place_is_left_out_and_said_and_those_behind_it_are_kept()
    {
        static string Artifact(string path, string content) => $$"""
            {"type":"artifact_written","job":{"workflow":"main","job":"job","node":0},"path":"{{path}}","content":"{{Convert.ToBase64String(Encoding.ASCII.GetBytes(content))}}","time":"0001-01-01T00:00:00+00:00"}
            {"type":"artifact_ended","job":{"workflow":"main","job":"job","node":0},"path":"{{path}}","isWhole":true,"time":"0001-01-01T00:00:00+00:00"}
            """;
        var reader = await ReadAsync($"{Opening}\n{Artifact("../out", "x")}\n{Artifact("a", "first")}\n{Artifact("a/b", "in it")}\n{Artifact("c", "last")}\n");
        Assert.Equal(2, reader.Refused.Count);
        Assert.Equal(["a", "c"], Directory.GetFiles(Folder.Artifacts, "*", SearchOption.AllDirectories).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task An_artifact_that_the_stream_cuts_off_is_not_kept()
    {
        await ReadAsync($$"""
            {{Opening}}
            {"type":"artifact_written","job":{"workflow":"main","job":"job","node":0},"path":"a","content":"eA==","time":"0001-01-01T00:00:00+00:00"}
            """);
        Assert.Empty(Directory.GetFiles(Folder.Artifacts, "*", SearchOption.AllDirectories));
        Assert.False(Directory.Exists(Folder.Incoming));
    }

    [Theory]
    [InlineData("""{"type":"journal_opened","schema":3,"time":"0001-01-01T00:00:00+00:00"}""", "newer Slipway")]
    [InlineData(Known, "does not begin like one")]
    [InlineData("", "does not begin like one")]
    public async Task What_is_no_journal_or_one_of_a_newer_Slipway_is_refused(string first, string reason)
    {
        var refused = await Assert.ThrowsAsync<InfrastructureException>(() => ReadAsync($"{first}\n{Known}\n"));
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.Empty(RunHistory.Events(Folder));
    }

    protected override async Task KeepAsync(Func<IRunJournal, Task> useAsync)
    {
        var reading = ReadAsync(_pipe.Reader.AsStream());
        await Task.Run(() => UseAsync(useAsync), TestContext.Current.CancellationToken);
        Assert.Equal(0, (await reading).Unknown);
    }

    private async Task UseAsync(Func<IRunJournal, Task> useAsync)
    {
        await useAsync(new StreamJournal(_pipe.Writer.AsStream(), default, () => Assert.Fail("somebody reads")));
        await _pipe.Writer.CompleteAsync();
    }

    private Task<JournalReader> ReadAsync(string text) => ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)));

    private async Task<JournalReader> ReadAsync(Stream stream)
    {
        using var kept = new FolderJournal(Folder, new StorageLimits(), new DiskReserve(Folder.Path, new StorageLimits()));
        var reader = new JournalReader(kept, _ => { });
        await reader.ReadAsync(stream, TestContext.Current.CancellationToken);
        return reader;
    }

    private sealed class BrokenStream : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count) => throw new IOException("Broken pipe");
    }
}
