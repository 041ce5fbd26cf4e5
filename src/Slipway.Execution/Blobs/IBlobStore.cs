namespace Slipway.Execution.Blobs;

/// <summary>
/// Keeps content by its hash: caches and workspaces. Content is streamed, never held in memory. Safe for any number of callers at once,
/// also in several processes.
/// </summary>
public interface IBlobStore
{
    /// <summary>Stores what <paramref name="write"/> writes; when that throws or is cancelled, nothing is stored.</summary>
    /// <exception cref="IOException">There is no space, or the store cannot be written.</exception>
    Task<Blob> PutAsync(Func<Stream, Task> write, CancellationToken cancellationToken);

    /// <summary>Opens content for reading. The caller disposes it.</summary>
    /// <exception cref="BlobGoneException">It is not there any more: it was too old, or the store too full.</exception>
    /// <exception cref="IOException">It is damaged, or the store cannot be read.</exception>
    Task<Stream> OpenReadAsync(Blob blob, CancellationToken cancellationToken);

    /// <summary>Removes all but the content named, unless it is younger than an hour: its name may not be written yet.</summary>
    /// <param name="used">Hashes.</param>
    Task DeleteUnusedAsync(IReadOnlySet<string> used, CancellationToken cancellationToken);
}
