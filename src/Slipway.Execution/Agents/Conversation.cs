using Slipway.Model.Wire;

namespace Slipway.Execution.Agents;

/// <summary>What the agent may say on a channel, which follows from what the runner asked there.</summary>
internal sealed class Conversation
{
    private readonly FrameKind[] _kinds;
    private readonly int _largestReply;
    private readonly FrameKind? _beginning;

    private Conversation(int largestReply, FrameKind? beginning, params FrameKind[] kinds) =>
        (_largestReply, _beginning, _kinds) = (largestReply, beginning, beginning is { } first ? [first, .. kinds] : kinds);

    public static Conversation Process { get; } = new(0, FrameKind.Started, FrameKind.Data, FrameKind.Exited, FrameKind.Failed);

    public static Conversation Upload { get; } = new(FrameBounds.LargestMessage, null, FrameKind.Credit, FrameKind.Reply, FrameKind.Failed);

    public static Conversation Listen { get; } = new(0, FrameKind.Listening, FrameKind.Asked, FrameKind.Failed);

    /// <summary>One connection to a socket in the container.</summary>
    public static Conversation Socket { get; } = new(
        FrameBounds.LargestMessage, FrameKind.Listening, FrameKind.Connected, FrameKind.Credit, FrameKind.Data, FrameKind.End, FrameKind.Reply, FrameKind.Failed);

    /// <param name="request">The size of the request: its answer names those of the request's paths that had nothing.</param>
    public static Conversation Download(int request) =>
        new(request + FrameBounds.LargestMessage, null, FrameKind.Data, FrameKind.Reply, FrameKind.Failed);

    /// <summary>One answer.</summary>
    public static Conversation Question(int largestReply) => new(largestReply, null, FrameKind.Reply, FrameKind.Failed);

    /// <summary>Whether a kind ends the conversation: nothing comes after it.</summary>
    public static bool IsEnd(FrameKind kind) => kind is FrameKind.Reply or FrameKind.Failed or FrameKind.Exited;

    /// <summary>Whether the agent may say this; what begins the conversation comes before all but a refusal, so that nothing else puts off the wait for it.</summary>
    /// <param name="said">Has the bit of each kind that was said.</param>
    public bool Allows(FrameHeader header, long said) =>
        _kinds.Contains(header.Kind) && (header.Kind != FrameKind.Reply || header.Length <= _largestReply)
        && (_beginning is not { } beginning || header.Kind == beginning || header.Kind == FrameKind.Failed || (said & Bit(beginning)) != 0);

    public static long Bit(FrameKind kind) => 1L << (int)kind;
}
