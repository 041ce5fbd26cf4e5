using Slipway.Agent.Frames;
using Slipway.Agent.Linux;
using Slipway.Model.Wire;

namespace Slipway.Agent.Processes;

/// <summary>One process of the job: passes its output on, reports its end after its output, ends it with all that it started.</summary>
internal sealed unsafe class StepProcess : IDisposable
{
    private const int Terminate = 15;
    private const int Kill = 9;

    /// <summary>What an orphan that goes on writing may add after the process's end; more than any pipe or terminal holds.</summary>
    private const int LongestTail = 1024 * 1024;

    /// <summary>A terminal passes bytes on with a delay, so it counts as drained after being quiet for so long.</summary>
    private const int QuietMilliseconds = 20;

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan KillTime = TimeSpan.FromSeconds(3);

    private readonly ServerChannel _channel;
    private readonly ChildCollector _children;
    private readonly OutputPipe _pipe;
    private readonly string _haltMarker;
    private readonly long _memoryKills = MemoryKills.Count();
    private readonly Descriptor _exitEvent = new(Libc.EventFd(0, Libc.CloseOnExec));
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly byte[] _frame = new byte[FrameHeader.Size + FrameHeader.DataLength];
    private int _status;
    private int _process;

    private StepProcess(ServerChannel channel, ChildCollector children, OutputPipe pipe, string haltMarker)
    {
        _channel = channel;
        _children = children;
        _pipe = pipe;
        _haltMarker = haltMarker;
    }

    /// <exception cref="SystemCallException">It cannot be started.</exception>
    public static StepProcess Start(ServerChannel channel, ChildCollector children, ProcessPlan plan, ProcessRequest request, string haltMarker)
    {
        var pipe = request.Terminal ? OutputPipe.Terminal(request.Rows, request.Columns) : OutputPipe.Plain();
        var process = new StepProcess(channel, children, pipe, haltMarker);
        try
        {
            process._process = children.Spawn(() => Spawner.Spawn(plan, pipe.Input.Number, pipe.Output.Number, pipe.Output.Number, ownGroup: true), process.OnEnded);
        }
        catch (SystemCallException)
        {
            process.Dispose();
            throw;
        }

        pipe.CloseOther();
        channel.OnControl = process.Control;
        channel.SendNumber(FrameKind.Started, process._process);
        return process;
    }

    /// <summary>Passes the output on until the end has been reported, then goes on emptying what orphans still write.</summary>
    public void Follow()
    {
        try
        {
            PassOutputOn();
        }
        catch (OperationCanceledException)
        {
            // The runner is gone; the process is killed by whoever noticed.
        }

        _ended.Task.Wait();
        _channel.Send(FrameKind.Exited, Exit());
        while (Read() > 0)
        {
        }
    }

    public void Dispose()
    {
        _pipe.Dispose();
        _exitEvent.Dispose();
    }

    public void KillAll()
    {
        foreach (var round in Enumerable.Range(0, (int)(KillTime / Poll)))
        {
            var members = ProcessTree.Members(_process, _channel.Number);
            if (members.Count == 0)
            {
                return;
            }

            ProcessTree.Signal(members, Kill);
            _ended.Task.Wait(round == 0 ? TimeSpan.Zero : Poll);
        }
    }

    private void Control(FrameKind kind, int number)
    {
        if (kind == FrameKind.Signal)
        {
            _children.Signal(_process, number, group: true);
        }
        else
        {
            new Thread(() => End(TimeSpan.FromMilliseconds(number))) { IsBackground = true }.Start();
        }
    }

    private void End(TimeSpan grace)
    {
        if (grace > TimeSpan.Zero)
        {
            ProcessTree.Signal(ProcessTree.Members(_process, _channel.Number), Terminate);
            var deadline = System.Environment.TickCount64 + (long)grace.TotalMilliseconds;
            while (System.Environment.TickCount64 < deadline && ProcessTree.Members(_process, _channel.Number).Count > 0)
            {
                using var pause = new ManualResetEventSlim();
                pause.Wait(Poll);
            }
        }

        KillAll();
    }

    private void OnEnded(int status)
    {
        _status = status;
        Span<byte> one = [1, 0, 0, 0, 0, 0, 0, 0];
        _exitEvent.Write(one);

        // Last: from here on the descriptors may be gone.
        _ended.TrySetResult();
    }

    private ProcessExit Exit()
    {
        var signal = _status & 0x7F;
        var code = signal == 0 ? (_status >> 8) & 0xFF : 128 + signal;
        var killed = code == 128 + Kill && MemoryKills.Count() > _memoryKills;
        return new ProcessExit(code, signal, killed, File.Exists(_haltMarker));
    }

    private void PassOutputOn()
    {
        for (var tail = 0; tail < LongestTail;)
        {
            var ended = _ended.Task.IsCompleted;
            if (!WaitForOutput(ended))
            {
                if (ended)
                {
                    return;
                }

                continue;
            }

            var length = Read();
            if (length <= 0)
            {
                return;
            }

            _channel.SendData(_frame.AsSpan(0, FrameHeader.Size + length));
            tail += ended ? length : 0;
        }
    }

    /// <summary>True when there is output or its end; false when the process ended first, or after it there was nothing.</summary>
    private bool WaitForOutput(bool ended)
    {
        var entries = stackalloc Libc.PollEntry[2];
        entries[0] = new Libc.PollEntry { Descriptor = _pipe.Reading.Number, Wanted = Libc.PollIn };
        entries[1] = new Libc.PollEntry { Descriptor = _exitEvent.Number, Wanted = Libc.PollIn };
        var quiet = _pipe.IsTerminal ? QuietMilliseconds : 0;
        _ = Libc.Poll(entries, ended ? 1u : 2u, ended ? quiet : -1);
        return entries[0].Seen != 0;
    }

    /// <summary>Fills the frame with what is there, waiting only for the first bytes; 0 or less at the end.</summary>
    private int Read()
    {
        var room = _frame.AsSpan(FrameHeader.Size);
        var length = _pipe.Reading.TryRead(room);
        var entry = new Libc.PollEntry { Descriptor = _pipe.Reading.Number, Wanted = Libc.PollIn };
        while (length > 0 && length < room.Length && Libc.Poll(&entry, 1, 0) > 0 && (entry.Seen & Libc.PollIn) != 0)
        {
            var more = _pipe.Reading.TryRead(room[length..]);
            if (more <= 0)
            {
                break;
            }

            length += more;
        }

        return length;
    }
}
