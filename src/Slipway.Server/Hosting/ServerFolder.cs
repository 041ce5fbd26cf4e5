using System.Security.Cryptography;
using Slipway.Linux.Files;

namespace Slipway.Server.Hosting;

/// <summary>Where a server keeps what it remembers.</summary>
public sealed record ServerFolder(string Path)
{
    private const int KeyBytes = 32;

    public string Database => System.IO.Path.Combine(Path, "server.db");

    public string Repositories => System.IO.Path.Combine(Path, "repositories");

    public string Journals => System.IO.Path.Combine(Path, "journals");

    public string Content => System.IO.Path.Combine(Path, "content");

    /// <summary>Of the runner on this machine.</summary>
    public string Runner => System.IO.Path.Combine(Path, "runner");

    /// <summary>The key of signed links, which is made when it is missing.</summary>
    public byte[] LinkKey()
    {
        Directory.CreateDirectory(Path, FileModes.PrivateFolder);
        using var folder = ConfinedFolder.TryOpen(Path) ?? throw new DirectoryNotFoundException($"{Path} is not there");
        if (folder.TryRead("link.key", KeyBytes) is { Length: KeyBytes } known)
        {
            return known;
        }

        var key = RandomNumberGenerator.GetBytes(KeyBytes);
        folder.Write("link.key", key);
        File.SetUnixFileMode(System.IO.Path.Combine(Path, "link.key"), FileModes.PrivateFile);
        return key;
    }
}
