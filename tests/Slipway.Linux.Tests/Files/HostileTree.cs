using System.Diagnostics;
using System.Net.Sockets;

namespace Slipway.Linux.Tests.Files;

/// <summary>A folder whose files lead elsewhere, and beside it what must not be reached.</summary>
internal sealed class HostileTree : IDisposable
{
    public const string Secret = "a secret of the host";
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly string _place = Directory.CreateTempSubdirectory("slipway-tree-").FullName;

    public HostileTree()
    {
        Directory.CreateDirectory(Root);
        Directory.CreateDirectory(Path.Combine(Outside, "folder"));
        File.WriteAllText(Path.Combine(Outside, "secret"), Secret);
        File.WriteAllText(Path.Combine(Outside, "folder", "secret"), Secret);
    }

    public string Root => Path.Combine(_place, "root");

    public string Outside => Path.Combine(_place, "outside");

    public string Write(string name, string content)
    {
        var file = At(name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, content);
        return file;
    }

    public void Link(string name, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(name))!);
        File.CreateSymbolicLink(At(name), target);
    }

    /// <summary>Something that is neither a file nor a folder: a pipe, a socket, a device.</summary>
    public void Special(string name, string kind)
    {
        switch (kind)
        {
            case "pipe":
                Run("mkfifo", At(name));
                break;
            case "socket":
                _socket.Bind(new UnixDomainSocketEndPoint(At(name)));
                break;
            default:
                Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can make a device");
                Run("mknod", At(name), "c", "1", "5");
                break;
        }
    }

    public void Dispose()
    {
        _socket.Dispose();
        Directory.Delete(_place, recursive: true);
    }

    private string At(string name) => Path.Combine(Root, name);

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.SkipUnless(process.ExitCode == 0, $"{program} cannot make this here");
    }
}
