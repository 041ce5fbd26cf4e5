using System.Security.Cryptography;
using Slipway.Linux.Failures;
using Slipway.Linux.Files;

namespace Slipway.Execution.Blobs;

/// <summary>Blobs as files: written beside their place and moved there whole, so that a crash leaves no half of one.</summary>
public sealed class FolderBlobStore(string folder, TimeProvider clock) : IBlobStore
{
    private const int BufferSize = 1 << 17;
    private const string IncomingName = "incoming";
    private static readonly TimeSpan Young = TimeSpan.FromHours(1);

    private string Incoming => Path.Combine(folder, IncomingName);

    public async Task<Blob> PutAsync(Func<Stream, Task> write, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Incoming);
        using var file = new WholeFile(Incoming);
        var blob = await WriteAsync(file.Draft, write);
        cancellationToken.ThrowIfCancellationRequested();
        var place = PathOf(blob.Hash);
        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        file.MoveTo(place);
        return blob;
    }

    public async Task<Stream> OpenReadAsync(Blob blob, CancellationToken cancellationToken)
    {
        var stream = Open(blob);
        if (stream.Length == blob.Bytes)
        {
            return stream;
        }

        await stream.DisposeAsync();
        throw new IOException($"The stored content {blob.Hash} is damaged: it has not the size it had.");
    }

    public Task DeleteUnusedAsync(IReadOnlySet<string> used, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folder))
        {
            return Task.CompletedTask;
        }

        var before = clock.GetUtcNow() - Young;
        // What is still on its way is not looked at: its owner or a reaper removes it.
        foreach (var file in new DirectoryInfo(folder).EnumerateDirectories().Where(part => part.Name != IncomingName).SelectMany(part => part.EnumerateFiles()))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (file.LastWriteTimeUtc < before && !used.Contains(file.Name))
            {
                file.Delete();
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>What processes left that died while they stored something.</summary>
    public IReadOnlyList<string> FindOrphans() => WholeFile.FindOrphans(Incoming);

    private FileStream Open(Blob blob)
    {
        try
        {
            return WorldFailure.OfFiles(() => new FileStream(PathOf(blob.Hash), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, BufferSize, FileOptions.SequentialScan));
        }
        catch (FileNotFoundException gone)
        {
            throw new BlobGoneException(blob, gone);
        }
    }

    private static async Task<Blob> WriteAsync(string path, Func<Stream, Task> write)
    {
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, BufferSize);
        using var hash = SHA256.Create();
        await using (var hashing = new CryptoStream(file, hash, CryptoStreamMode.Write, leaveOpen: true))
        {
            await write(hashing);
        }

        await file.FlushAsync();
        return new Blob(Convert.ToHexStringLower(hash.Hash!), file.Length);
    }

    private string PathOf(string hash) => Path.Combine(folder, hash[..2], hash);
}
