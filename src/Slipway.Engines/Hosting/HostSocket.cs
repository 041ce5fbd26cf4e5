using System.Net.Sockets;
using Slipway.Linux.Failures;
using Slipway.Linux.Files;
using Slipway.Linux.Kernel;
using Slipway.Linux.Tools;

namespace Slipway.Engines.Hosting;

/// <summary>The daemon's socket: open to root and the group slipway.</summary>
internal static class HostSocket
{
    private const string Group = "slipway";
    /// <summary>Before they are accepted, which is when one user's are told from another's.</summary>
    private const int Waiting = 4_096;

    /// <exception cref="InfrastructureException">Another daemon listens there.</exception>
    public static async Task<Socket> ListenAsync(string path, Action<string> report, CancellationToken cancellationToken)
    {
        if (HostClient.Listens(path))
        {
            throw RunsAlready(path);
        }

        var socket = Bind(path);
        File.SetUnixFileMode(path, FileModes.PrivateFile);
        await ShareAsync(path, report, cancellationToken);
        socket.Listen(Waiting);
        return socket;
    }

    public static InfrastructureException RunsAlready(string path) =>
        new($"`slipway host` runs already: it answers at {path}. Stop it first, or set SLIPWAY_INSTANCE for a second one.");

    private static Socket Bind(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            // Left by a daemon that was killed.
            File.Delete(path);
            socket.Bind(new UnixDomainSocketEndPoint(path));
            return socket;
        }
        catch (Exception failure) when (failure is SocketException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            socket.Dispose();
            throw new InfrastructureException($"The socket {path} cannot be made: {failure.Message}. `slipway host` needs root, and a run folder with a short name.", failure);
        }
    }

    private static async Task ShareAsync(string path, Action<string> report, CancellationToken cancellationToken)
    {
        var group = FindGroup();
        if (group is null)
        {
            var made = await ToolRun.RunAsync("groupadd", ["--system", Group], null, cancellationToken);
            group = made.ExitCode == 0 ? FindGroup() : null;
        }

        if (group is { } id && Libc.ChangeOwner(path, 0, id) == 0)
        {
            File.SetUnixFileMode(path, FileModes.PrivateFile | UnixFileMode.GroupRead | UnixFileMode.GroupWrite);
            return;
        }

        report($"There is no group {Group} and none can be made: only root may lease engines.");
    }

    private static uint? FindGroup() =>
        File.ReadLines("/etc/group").Select(line => line.Split(':')).FirstOrDefault(parts => parts.Length > 2 && parts[0] == Group) is { } found
        && uint.TryParse(found[2], out var id) ? id : null;
}
