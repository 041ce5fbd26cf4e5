namespace Slipway.Model.Wire;

/// <summary>How long a frame of the agent's may be, by its kind. The agent may have been replaced by the job's image, so nothing longer is taken.</summary>
public static class FrameBounds
{
    /// <summary>A hello, a failure, or an answer about one path.</summary>
    public const int LargestMessage = 64 * 1024;

    /// <summary>A file that is answered whole.</summary>
    public const int LargestFile = 16 * 1024 * 1024;

    /// <summary>A piece of a file of any size.</summary>
    public const int FilePiece = 1024 * 1024;

    /// <summary>The answer that holds a file: its length and its bytes.</summary>
    public const int LargestReply = sizeof(int) + LargestFile;

    /// <summary>The most bytes of payload; null: the agent sends no frame of this kind.</summary>
    public static int? LargestFromAgent(FrameKind kind) => kind switch
    {
        FrameKind.Hello or FrameKind.Failed => LargestMessage,
        FrameKind.Started or FrameKind.Listening or FrameKind.Credit => sizeof(int),
        FrameKind.Exited => ProcessExit.Size,
        FrameKind.Data => FrameHeader.DataLength,
        FrameKind.Reply => LargestReply,
        FrameKind.Connected or FrameKind.End => 0,
        FrameKind.Asked => HttpAsk.LargestMessage,
        _ => null,
    };
}
