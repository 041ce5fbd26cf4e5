using System.Globalization;
using System.Text;
using Slipway.Execution.Bounds;
using Slipway.Execution.Events;
using Slipway.Execution.Failures;
using Slipway.Execution.JobSpaces;
using Slipway.Execution.Masking;
using Slipway.Execution.State;
using Slipway.Model.Events;

namespace Slipway.Execution.Logs;

/// <summary>
/// The log of one step: its masked output as it came, in a file, and beside it (<c>.times</c>) lines of "offset milliseconds
/// since 1970" from which the time of every line follows. Writes may come from several threads; disposing flushes the masker, and
/// what comes after it is dropped: a job may end while something that it shares with others still speaks to it.
/// </summary>
public sealed class StepLog : IAsyncDisposable
{
    private static readonly TimeSpan StampEvery = TimeSpan.FromMilliseconds(50);
#pragma warning disable CA2213 // Late speakers still wait for their turn after the end.
    private readonly SemaphoreSlim _turn = new(1);
#pragma warning restore CA2213
    private readonly RunRecorder _recorder;
    private readonly TimeProvider _clock;
    private readonly FileStream _file;
    private readonly StreamWriter _times;
    private readonly LogMasker _masker;
    private readonly LogRoom _room;
    private readonly DiskWatch _disk;
    private readonly bool _shown;
    private long _written;
    private long _stamped;
    private string? _failure;
    private bool _ended;

    public StepLog(RunRecorder recorder, JobRef job, int step, string name, TimeProvider clock)
        : this(recorder, job, step, RunFolder.Log(job, step, recorder.Text(name)), clock, shown: true)
    {
    }

    private StepLog(RunRecorder recorder, JobRef job, int step, string relativePath, TimeProvider clock, bool shown)
    {
        _shown = shown;
        _masker = new LogMasker(recorder.Secrets);
        _room = new LogRoom(recorder.Storage.Limits, recorder.Storage.Of(job).Logs, Append);
        _disk = new DiskWatch(recorder.Storage.Disk, first: DiskWatch.Stretch);
        _recorder = recorder;
        _clock = clock;
        Job = job;
        Step = step;
        RelativePath = Free(recorder.Folder.Path, relativePath);
        var path = Path.Combine(recorder.Folder.Path, RelativePath);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        _file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
        _times = new StreamWriter(path + ".times", append: false, Encoding.ASCII);
    }

    /// <summary>The log of a service container, which is kept but not shown as it comes.</summary>
    public static StepLog OfService(RunRecorder recorder, JobRef job, ServiceContainer service, TimeProvider clock) =>
        new(recorder, job, 0, RunFolder.ServiceLog(job, service.Index, recorder.Text(service.Image)), clock, shown: false);

    public JobRef Job { get; }

    public int Step { get; }

    public string RelativePath { get; }

    /// <summary>Takes output of the step's process; the memory is only used during the call.</summary>
    /// <exception cref="InfrastructureException">The disk does not take it.</exception>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> output, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            Keep(_masker.Mask(output.Span), isOwn: false);
        }
        catch (IOException exception)
        {
            _failure ??= exception.Message;
            throw new InfrastructureException($"the step's log cannot be written: {_failure}", exception);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Adds a line of our own, unless the disk takes no more: the step's outcome says so by then.</summary>
    public void Say(string line)
    {
        _turn.Wait();
        try
        {
            Keep(_masker.Mask(Encoding.UTF8.GetBytes(line + "\n")), isOwn: true);
        }
        catch (IOException exception)
        {
            _failure ??= exception.Message;
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync(CancellationToken.None);
        try
        {
            await EndAsync();
        }
        catch (IOException exception)
        {
            _failure ??= exception.Message;
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task EndAsync()
    {
        if (_ended)
        {
            return;
        }

        try
        {
            Keep(_masker.Finish(), isOwn: false);
            _room.WriteEnd();
            await _times.DisposeAsync();
        }
        finally
        {
            _ended = true;
            await _file.DisposeAsync();
        }
    }

    /// <summary>A workflow that reruns itself keeps the logs of each attempt: the second one's are <c>name.2.log</c>.</summary>
    private static string Free(string folder, string relativePath)
    {
        var free = relativePath;
        for (var attempt = 2; File.Exists(Path.Combine(folder, free)); attempt++)
        {
            free = Path.ChangeExtension(relativePath, string.Create(CultureInfo.InvariantCulture, $"{attempt}.log"));
        }

        return free;
    }

    private void Keep(ReadOnlySpan<byte> output, bool isOwn)
    {
        if (output.IsEmpty || _ended)
        {
            return;
        }

        if (_failure is not null)
        {
            throw new IOException(_failure);
        }

        if (isOwn)
        {
            _room.TakeOwn(output);
        }
        else
        {
            _room.Take(output);
        }
    }

    private void Append(ReadOnlySpan<byte> output)
    {
        if (output.IsEmpty)
        {
            return;
        }

        _disk.Before(output.Length);
        var now = _clock.GetTimestamp();
        if (_stamped == 0 || _clock.GetElapsedTime(_stamped, now) > StampEvery)
        {
            _times.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{_written} {_clock.GetUtcNow().ToUnixTimeMilliseconds()}"));
            _stamped = now;
        }

        _file.Write(output);
        _written += output.Length;
        if (_shown)
        {
            _recorder.Output(Job, Step, output);
        }
    }
}
