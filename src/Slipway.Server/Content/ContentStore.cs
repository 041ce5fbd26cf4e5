using System.Security.Cryptography;
using Slipway.Linux.Files;
using Slipway.Model.Runners;

namespace Slipway.Server.Content;

/// <summary>The content of caches and workspaces by its hash, in a folder. Safe for any number of callers at once.</summary>
public sealed class ContentStore(string folder)
{
    private const int HashLength = 64;
    private const int BufferSize = 1 << 17;

    private string Incoming => Path.Combine(folder, "incoming");

    /// <summary>Keeps what comes in; when it is cut short nothing is kept.</summary>
    public async Task<StoredContent> PutAsync(Stream content, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Incoming, FileModes.PrivateFolder);
        using var file = new WholeFile(Incoming);
        var stored = await WriteAsync(file.Draft, content, cancellationToken);
        var place = PathOf(stored.Hash) ?? throw new InvalidOperationException("A hash has no place.");
        Directory.CreateDirectory(Path.GetDirectoryName(place)!, FileModes.PrivateFolder);
        file.MoveTo(place);
        return stored;
    }

    /// <summary>Removes what came in only in part because a server was killed.</summary>
    public void RemoveOrphans()
    {
        foreach (var orphan in WholeFile.FindOrphans(Incoming))
        {
            File.Delete(orphan);
        }
    }

    /// <returns>Null: it is not there, or that is no hash.</returns>
    public FileStream? TryOpen(string hash)
    {
        try
        {
            return PathOf(hash) is { } path ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, BufferSize, FileOptions.SequentialScan) : null;
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static async Task<StoredContent> WriteAsync(string path, Stream content, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, BufferSize);
        using var hash = SHA256.Create();
        await using (var hashing = new CryptoStream(file, hash, CryptoStreamMode.Write, leaveOpen: true))
        {
            await content.CopyToAsync(hashing, BufferSize, cancellationToken);
        }

        DiskFlush.Of(file);
        return new StoredContent(Convert.ToHexStringLower(hash.Hash!), file.Length);
    }

    private string? PathOf(string hash) => hash.Length == HashLength && hash.All(char.IsAsciiHexDigitLower) ? Path.Combine(folder, hash[..2], hash) : null;
}
