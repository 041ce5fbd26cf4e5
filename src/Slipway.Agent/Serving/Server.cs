using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Slipway.Agent.Endpoints;
using Slipway.Agent.Frames;
using Slipway.Agent.Linux;
using Slipway.Agent.Processes;
using Slipway.Model.Wire;

namespace Slipway.Agent.Serving;

/// <summary>
/// The mode <c>serve</c>: does what the runner asks over standard input and output, or a <see cref="DirectListener"/>. As PID 1 it is also the container's init. When the
/// runner goes away without a word, everything ends; a job outlives its runner only if told so.
/// </summary>
internal sealed class Server : IDisposable
{
    private readonly FrameInput _input;
    private readonly FrameOutput _output;
    private readonly ChildCollector _children = new();
    private readonly Lock _lock = new();
    private readonly Dictionary<int, ServerChannel> _channels = [];
    private readonly HashSet<StepProcess> _processes = [];
    private readonly JobSurroundings _surroundings = JobSurroundings.Prepare();
    private readonly ProcessPlanner _planner;
    private readonly FileRequests _files;
    private readonly Transfers _transfers;
    private readonly LocalSockets _sockets = new();
    private readonly ManualResetEventSlim _stop = new();
    private bool _detached;

    private Server(Descriptor input, Descriptor output)
    {
        _input = new FrameInput(input);
        _output = new FrameOutput(output);
        _planner = new ProcessPlanner(_surroundings);
        _files = new FileRequests(_surroundings);
        _transfers = new Transfers(_surroundings);
    }

    /// <summary>Serves over standard input and output.</summary>
    public static int RunToEnd()
    {
        using Descriptor input = new(0), output = new(1);
        using var server = new Server(input, output);
        return server.Run();
    }

    /// <summary>Serves over a direct line.</summary>
    /// <param name="name">Where the runner looks for it.</param>
    public static int RunToEnd(string name)
    {
        using var line = DirectListener.Await(name);
        if (line is null)
        {
            return 0;
        }

        using var server = new Server(line, line);
        return server.Run();
    }

    private int Run()
    {
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        _children.Start();
        _output.Send(FrameKind.Hello, 0, _surroundings.Hello());
        new Thread(Receive) { IsBackground = true, Name = "receiver" }.Start();
        _stop.Wait();
        EndProcesses();
        return 0;
    }

    public void Dispose()
    {
        _stop.Dispose();
        _sockets.Dispose();
    }

    private void Stop(PosixSignalContext context)
    {
        context.Cancel = true;
        // Docker ends the container, as it does when it is started anew: the ends of the steps that follow are not their own.
        _output.Close();
        _stop.Set();
    }

    private void Receive()
    {
        try
        {
            while (_input.TryReceive(out var header, out var payload))
            {
                Take(header, payload);
            }
        }
        catch (WireException)
        {
            // What follows is no frame: the connection has ended here.
        }

        CancelAll();
        if (!_detached)
        {
            _stop.Set();
        }
    }

    private void Take(FrameHeader header, ReadOnlyMemory<byte> payload)
    {
        if (header.Kind == FrameKind.Detach)
        {
            _detached = true;
        }
        else
        {
            Accept(header, payload);
        }
    }

    private void Accept(FrameHeader header, ReadOnlyMemory<byte> payload)
    {
        ServerChannel? channel;
        lock (_lock)
        {
            _channels.TryGetValue(header.Channel, out channel);
        }

        if (channel is not null)
        {
            Continue(channel, header, payload);
        }
        else if (header.Kind is FrameKind.Start or FrameKind.Listen or FrameKind.Accept or (>= FrameKind.Upload and <= FrameKind.Glob))
        {
            Begin(header, payload);
        }
    }

    private static void Continue(ServerChannel channel, FrameHeader header, ReadOnlyMemory<byte> payload)
    {
        switch (header.Kind)
        {
            case FrameKind.Credit:
                channel.Grant(new PayloadReader(payload).Number());
                break;
            case FrameKind.Data or FrameKind.Answered:
                channel.Deliver(payload);
                break;
            case FrameKind.End:
                channel.EndInput();
                break;
            case FrameKind.Cancel:
                channel.Cancel();
                break;
            case FrameKind.Signal or FrameKind.Terminate:
                channel.OnControl?.Invoke(header.Kind, new PayloadReader(payload).Number());
                break;
            default:
                break;
        }
    }

    private void Begin(FrameHeader header, ReadOnlyMemory<byte> payload)
    {
        var channel = new ServerChannel(header.Channel, _output);
        lock (_lock)
        {
            _channels[header.Channel] = channel;
        }

        if (header.Kind == FrameKind.Start)
        {
            StartProcess(channel, payload);
            return;
        }

        var copy = payload.ToArray();
        var kind = header.Kind;
        new Thread(() => Answer(channel, kind, copy)) { IsBackground = true }.Start();
    }

    /// <summary>Starts it on the receiving thread, so that processes start in the order of their requests.</summary>
    private void StartProcess(ServerChannel channel, ReadOnlyMemory<byte> payload)
    {
        StepProcess? process = null;
        Guard(channel, () =>
        {
            var request = PayloadReader.Decode<ProcessRequest>(payload);
            process = StepProcess.Start(channel, _children, _planner.Plan(request, channel.Number), request, _surroundings.HaltMarker);
        });
        if (process is null)
        {
            Forget(channel);
            return;
        }

        lock (_lock)
        {
            _processes.Add(process);
        }

        new Thread(() => Follow(channel, process)) { IsBackground = true }.Start();
    }

    private void Follow(ServerChannel channel, StepProcess process)
    {
        process.Follow();
        lock (_lock)
        {
            _processes.Remove(process);
        }

        Forget(channel);
        process.Dispose();
    }

    private void Answer(ServerChannel channel, FrameKind kind, ReadOnlyMemory<byte> payload)
    {
        Guard(channel, () =>
        {
            switch (kind)
            {
                case FrameKind.Upload:
                    channel.Send(FrameKind.Reply, _transfers.Unpack(channel, PayloadReader.Decode<UploadRequest>(payload)));
                    break;
                case FrameKind.Download:
                    channel.Send(FrameKind.Reply, _transfers.Pack(channel, PayloadReader.Decode<DownloadRequest>(payload)));
                    break;
                case FrameKind.Listen:
                    LocalEndpoint.Serve(channel);
                    break;
                case FrameKind.Accept:
                    _sockets.Serve(channel, PayloadReader.Decode<SocketRequest>(payload));
                    break;
                default:
                    _files.Answer(channel, kind, payload);
                    break;
            }
        });
        Forget(channel);
    }

    private void Forget(ServerChannel channel)
    {
        lock (_lock)
        {
            _channels.Remove(channel.Number);
        }
    }

    /// <summary>The boundary of a request: whatever goes wrong in it is its answer.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "One request's failure must not end the job.")]
    private static void Guard(ServerChannel channel, Action work)
    {
        try
        {
            work();
        }
        catch (Exception failure)
        {
            channel.Fail(FailureKinds.Of(failure), failure.Message);
        }
    }

    private void CancelAll()
    {
        lock (_lock)
        {
            foreach (var channel in _channels.Values)
            {
                channel.Cancel();
            }
        }
    }

    private void EndProcesses()
    {
        List<StepProcess> left;
        lock (_lock)
        {
            left = [.. _processes];
        }

        left.ForEach(process => process.KillAll());
    }
}
