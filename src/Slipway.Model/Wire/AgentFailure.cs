using Slipway.Model.Terminals;

namespace Slipway.Model.Wire;

/// <summary>Why the agent could not do what was asked; a fault of the request or its container, never of the connection.</summary>
public sealed record AgentFailure(AgentFailureKind Kind, string Message) : IWireMessage<AgentFailure>
{
    /// <summary>In characters; the rest of a longer message is left out.</summary>
    public const int LongestMessage = 4096;

    public void Write(PayloadWriter writer)
    {
        writer.Number((int)Kind);
        writer.Text(CutText.Cut(Message, LongestMessage));
    }

    public static AgentFailure Read(PayloadReader reader) => new((AgentFailureKind)reader.Number(), reader.Text());
}

/// <summary>The failures that callers tell apart.</summary>
public enum AgentFailureKind
{
    Other = 0,
    NotFound = 1,
    Denied = 2,
    NoSpace = 3,

    /// <summary>The request itself makes no sense, such as a malformed glob.</summary>
    Invalid = 4,

    /// <summary>The archive that was sent is damaged, or tried to leave its directory.</summary>
    BadArchive = 5,
    Canceled = 6,
}
