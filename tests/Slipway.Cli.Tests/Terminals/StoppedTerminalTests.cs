using System.Text;
using Slipway.Cli.Terminals;
using Slipway.Cli.Views;
using Slipway.Execution.Bounds;
using Slipway.Execution.Events;
using Slipway.Execution.Logs;
using Slipway.Execution.State;
using Slipway.Model.Assignments;
using Slipway.Model.Events;

namespace Slipway.Cli.Tests.Terminals;

/// <summary>A terminal that takes nothing (Ctrl-S), or a pipe that nobody reads, holds neither a job nor its end.</summary>
public sealed class StoppedTerminalTests : IDisposable
{
    private const int Room = 1000;
    private static readonly JobRef Job = new("main", "build");

    /// <summary>Only a test that fails takes as long.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private readonly RunFolder _folder = new("1", Directory.CreateTempSubdirectory("slipway-stopped-").FullName);
    private readonly CancellationTokenSource _interrupt = new();
    private readonly StoppedView _view = new();

    [Fact]
    public async Task A_run_goes_on_and_its_record_is_whole_though_the_terminal_takes_nothing()
    {
        using var queue = new WriteQueue(Room, TimeSpan.Zero, Timeout.InfiniteTimeSpan, _interrupt.Token);
        await Task.Run(() => Run(queue), TestContext.Current.CancellationToken).WaitAsync(Longest, TestContext.Current.CancellationToken);
        Assert.Equal(3, (await File.ReadAllLinesAsync(_folder.Events, TestContext.Current.CancellationToken)).Length);

        _view.GoOn();
        queue.Finish();
        Assert.Equal(["JobStarted", "StepFinished", "JobFinished"], _view.Events);
        Assert.Contains("of output are not shown here", _view.Output, StringComparison.Ordinal);
        Assert.InRange(_view.Output.Length, Room / 2, Room * 2);
    }

    [Fact]
    public async Task A_pipe_that_nobody_reads_is_waited_for_until_an_interrupt()
    {
        using var queue = new WriteQueue(Room, Timeout.InfiniteTimeSpan, TimeSpan.Zero, _interrupt.Token);
        var running = Task.Run(() => Run(queue), TestContext.Current.CancellationToken);
        Assert.False(running.IsCompleted);
        await _interrupt.CancelAsync();
        await running.WaitAsync(Longest, TestContext.Current.CancellationToken);
        Assert.Equal(3, (await File.ReadAllLinesAsync(_folder.Events, TestContext.Current.CancellationToken)).Length);
        _view.GoOn();
    }

    [Fact]
    public async Task A_pipe_that_is_read_slowly_loses_nothing()
    {
        using var queue = new WriteQueue(Room, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan, _interrupt.Token);
        var running = Task.Run(() => Run(queue), TestContext.Current.CancellationToken);
        _view.GoOn();
        await running.WaitAsync(Longest, TestContext.Current.CancellationToken);
        queue.Finish();
        Assert.Equal(100 * 100, _view.Output.Length);
    }

    [Fact]
    public void Who_closed_the_terminal_ends_the_showing_and_nothing_else()
    {
        using var queue = new WriteQueue(Room, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan, _interrupt.Token);
        queue.Add(() => throw new IOException("Broken pipe"));
        queue.Add(() => Assert.Fail("Nothing is written to what is closed."));
        Assert.True(queue.TryAdd(() => { }, Room * 2));
        queue.Finish();
    }

    [Fact]
    public void A_fault_of_a_view_is_told_at_the_end()
    {
        using var queue = new WriteQueue(Room, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan, _interrupt.Token);
        queue.Add(() => throw new InvalidOperationException("a fault"));
        Assert.Equal("a fault", Assert.Throws<InvalidOperationException>(queue.Finish).Message);
    }

    public void Dispose()
    {
        _view.GoOn();
        _interrupt.Dispose();
        Directory.Delete(_folder.Path, recursive: true);
    }

    private void Run(WriteQueue queue)
    {
        using var kept = new FolderJournal(_folder, new StorageLimits(), new DiskReserve(_folder.Path, new StorageLimits()));
        var journal = new ShownJournal(kept, [new QueuedView(_view, queue)]);
        journal.Append(new JobStarted(Job, 1, 1) { Time = default });
        using var log = journal.OpenLog(Job, 1, LogId.OfStep(1, 1, "step"));
        for (var piece = 0; piece < 100; piece++)
        {
            log.Write(Encoding.ASCII.GetBytes(new string('x', 99) + "\n"), default);
        }

        journal.Append(new StepFinished(Job, 1, new StepOutcome.Passed(), TimeSpan.Zero) { Time = default });
        journal.Append(new JobFinished(Job, new JobOutcome.Passed(), TimeSpan.Zero) { Time = default });
    }

    /// <summary>Takes nothing until it is told to go on.</summary>
    private sealed class StoppedView : IRunObserver
    {
        private readonly TaskCompletionSource _mayGoOn = new();
        private readonly StringBuilder _output = new();

        public List<string> Events { get; } = [];

        public string Output => _output.ToString();

        public void GoOn() => _mayGoOn.TrySetResult();

        public void Happened(RunEvent value)
        {
            _mayGoOn.Task.Wait(TestContext.Current.CancellationToken);
            Events.Add(value.GetType().Name);
        }

        public void Wrote(JobRef job, int step, ReadOnlySpan<byte> output)
        {
            _mayGoOn.Task.Wait(TestContext.Current.CancellationToken);
            _output.Append(Encoding.UTF8.GetString(output));
        }
    }
}
