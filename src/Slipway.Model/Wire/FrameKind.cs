namespace Slipway.Model.Wire;

/// <summary>What a frame between runner and agent means. The numbers are the wire format: never reuse one.</summary>
#pragma warning disable CA1027 // They are no flags, though one of the numbers is not used.
public enum FrameKind
#pragma warning restore CA1027
{
    None = 0,

    /// <summary>Agent, first frame: <see cref="AgentHello"/>.</summary>
    Hello = 1,

    /// <summary>Runner: start the process of <see cref="ProcessRequest"/>; the channel is its name from then on.</summary>
    Start = 2,

    /// <summary>Runner: send a signal (one Int32) to the channel's process group.</summary>
    Signal = 3,

    /// <summary>Runner: end everything the channel's process started: SIGTERM, a grace in milliseconds (one Int32), SIGKILL.</summary>
    Terminate = 4,

    /// <summary>Both ways: the receiver of the channel's data has room for so many bytes more (one Int32).</summary>
    Credit = 5,

    /// <summary>Both ways: bytes of the channel's stream.</summary>
    Data = 6,

    /// <summary>Both ways: the channel's stream is complete.</summary>
    End = 7,

    /// <summary>Runner: unpack the tar that follows as data, <see cref="UploadRequest"/>.</summary>
    Upload = 8,

    /// <summary>Runner: pack and send, <see cref="DownloadRequest"/>.</summary>
    Download = 9,

    /// <summary>Runner: send a small file or a piece of one, <see cref="ReadFileRequest"/>.</summary>
    ReadFile = 10,

    /// <summary>Runner: write a small file, <see cref="WriteFileRequest"/>.</summary>
    WriteFile = 11,

    /// <summary>Runner: what is at a path, <see cref="PathRequest"/>.</summary>
    Stat = 12,

    /// <summary>Runner: the paths that match, <see cref="GlobRequest"/>.</summary>
    Glob = 13,

    // 14 was the checksum of a file, which the runner makes of its pieces now.

    /// <summary>Runner: nobody waits for the channel's answer any more.</summary>
    Cancel = 15,

    /// <summary>Runner: stay alive when the connection ends.</summary>
    Detach = 16,

    /// <summary>Agent: the process runs, its process id (one Int32).</summary>
    Started = 17,

    /// <summary>Agent: the process ended and its output is complete, <see cref="ProcessExit"/>.</summary>
    Exited = 18,

    /// <summary>Agent: the answer to a request.</summary>
    Reply = 19,

    /// <summary>Agent: the request failed, <see cref="AgentFailure"/>.</summary>
    Failed = 20,

    /// <summary>Runner: open an HTTP endpoint on the container's loopback address; the channel is its name until it is canceled.</summary>
    Listen = 21,

    /// <summary>Agent: the endpoint's port (one Int32).</summary>
    Listening = 22,

    /// <summary>Agent: somebody in the container asks the endpoint, <see cref="HttpAsk"/>. The next one waits for the answer.</summary>
    Asked = 23,

    /// <summary>Runner: the answer to what was asked, <see cref="HttpAnswer"/>.</summary>
    Answered = 24,

    /// <summary>Runner: wait for somebody who connects to a Unix socket in the container, <see cref="SocketRequest"/>; from then on the channel's data and ends are those of the connection.</summary>
    Accept = 25,

    /// <summary>Agent: somebody has connected.</summary>
    Connected = 26,
}
