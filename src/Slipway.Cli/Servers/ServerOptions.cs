using System.CommandLine;
using System.Net;
using Slipway.Cli.Exits;
using Slipway.Cli.Settings;
using Slipway.Server.Hosting;

namespace Slipway.Cli.Servers;

/// <summary>The options that commands about a server have in common.</summary>
internal static class ServerOptions
{
    public static Option<string?> State() => new("--state") { Description = "Where the server keeps what it remembers; default: server in Slipway's state folder", HelpName = "DIR" };

    public static Option<string?> Server() => new("--server") { Description = "The server's address; default: SLIPWAY_SERVER", HelpName = "URL" };

    public static ServerFolder FolderOf(string? given, CommandSettings settings) => new(given is { Length: > 0 } ? Path.GetFullPath(given) : Path.Combine(settings.State.Path, "server"));

    /// <exception cref="UsageException">It is no address, or there is none.</exception>
    public static Uri AddressOf(string? given)
    {
        var text = given ?? Environment.GetEnvironmentVariable("SLIPWAY_SERVER");
        return text is not { Length: > 0 } ? throw new UsageException("Which server? Use --server URL, or set SLIPWAY_SERVER")
            : Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? address
            : throw new UsageException($"{text} is no address of a server: write http://HOST:PORT");
    }

    /// <exception cref="UsageException">There is none.</exception>
    public static string Token() => Environment.GetEnvironmentVariable("SLIPWAY_TOKEN") is { Length: > 0 } token ? token
        : throw new UsageException("SLIPWAY_TOKEN is not set: it takes a token, such as `slipway server token create --scope admin` makes");

    /// <exception cref="UsageException">It is no address to listen on.</exception>
    public static IPEndPoint ListenOn(string text) => IPEndPoint.TryParse(text, out var place) && text.Contains(':', StringComparison.Ordinal) ? place
        : throw new UsageException($"--listen {text}: write ADDRESS:PORT, such as 127.0.0.1:8080 or 0.0.0.0:8080");
}
