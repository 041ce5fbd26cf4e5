using Slipway.Cli.Terminals;
using Slipway.Model.Assignments;

namespace Slipway.Cli.Running;

/// <summary>Says once, before an untrusted run begins, that it is one, why, and what follows.</summary>
internal static class TrustNotice
{
    public static void Say(TrustScope trust, UntrustedGrants grants)
    {
        if (Text(trust, grants) is { } text)
        {
            Terminal.Tell(text);
        }
    }

    /// <summary>Null: the run is trusted.</summary>
    public static string? Text(TrustScope trust, UntrustedGrants grants)
    {
        List<string> withheld =
        [
            .. grants.Secrets ? (string[])[] : ["contexts", "project variables and SSH keys (but what the command line gives)"],
            .. grants.Logins ? (string[])[] : ["docker logins of this machine"],
            grants.LocalImages.Count == 0 ? "images as they are on this machine" : "images as they are on this machine (but those of its settings)",
        ];
        return trust.IsTrusted ? null
            : $"this run is untrusted: {trust.Reason}. It reads what trusted runs have cached and writes caches, layers, times of tests and serial turns of its own ({trust.Name}). It gets no {string.Join(", no ", withheld)}. Where the code is the project's own, say --trusted.";
    }
}
