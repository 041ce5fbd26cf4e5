
namespace Slipway.Execution.Images;

/// <summary>Why a pull failed: a refusal stays one, a faltering registry may deliver at the next attempt.</summary>
internal abstract record PullFailure(string Message)
{
    private static readonly string[] Refusals =
    [
        "not found", "manifest unknown", "does not exist", "denied", "unauthorized", "authentication required", "no basic auth",
        "invalid reference", "repository name", "no matching manifest", "incorrect username or password",
    ];

    /// <summary>Where this machine has no network, or the registry no name, a minute changes nothing.</summary>
    private static readonly string[] Lasting = ["no such host", "network is unreachable", "no route to host", "name or service not known", "name resolution"];

    public static PullFailure FromMessage(string message) =>
        Array.Exists(Refusals, text => message.Contains(text, StringComparison.OrdinalIgnoreCase))
            ? new Refused(message)
            : new Faltered(message);

    public sealed record Refused(string Message) : PullFailure(Message);

    public sealed record Faltered(string Message) : PullFailure(Message)
    {
        /// <summary>Whether it is likely to fail in the same way soon.</summary>
        public bool IsLasting => Array.Exists(Lasting, text => Message.Contains(text, StringComparison.OrdinalIgnoreCase));
    }
}
