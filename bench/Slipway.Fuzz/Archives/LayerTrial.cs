using System.Globalization;
using Slipway.Execution.Blobs;
using Slipway.Execution.Workspaces;
using Slipway.Model.Assignments;
using ZstdSharp;

namespace Slipway.Fuzz.Archives;

/// <summary>Layers of jobs that ran at the same time, as the runner reads them before it attaches a workspace.</summary>
internal static class LayerTrial
{
    public static async Task<string?> FindAsync(IReadOnlyList<byte[]> archives, CancellationToken cancellationToken)
    {
        using var compressor = new Compressor();
        var blobs = new Content([.. archives.Select(archive => compressor.Wrap(archive).ToArray())]);
        var layers = archives.Select((_, index) => new WorkspaceLayer("w", $"job{index}", 0, new Blob(index.ToString(CultureInfo.InvariantCulture), 0), DateTimeOffset.UnixEpoch)).ToList();
        return await LayerConflict.FindAsync(layers, (one, other) => one.Job != other.Job, blobs, new StorageLimits(), cancellationToken);
    }

    /// <summary>Content that is named by its place.</summary>
    private sealed class Content(IReadOnlyList<byte[]> all) : IBlobStore
    {
        public Task<Stream> OpenReadAsync(Blob blob, CancellationToken cancellationToken) =>
            Task.FromResult<Stream>(new MemoryStream(all[int.Parse(blob.Hash, CultureInfo.InvariantCulture)]));

        public Task<Blob> PutAsync(Func<Stream, Task> write, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task DeleteUnusedAsync(IReadOnlySet<string> used, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
