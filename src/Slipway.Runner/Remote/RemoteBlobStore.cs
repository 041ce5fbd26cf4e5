using System.Net;
using Slipway.Execution.Blobs;
using Slipway.Model.Runners;
using Slipway.Runner.Connections;

namespace Slipway.Runner.Remote;

/// <summary>Content that the server keeps, for a job that it has assigned.</summary>
public sealed class RemoteBlobStore(ServerConnection server) : IBlobStore
{
    public Task<Blob> PutAsync(Func<Stream, Task> write, CancellationToken cancellationToken) => RemoteCalls.OfFilesAsync(async () =>
    {
        using var content = new WrittenContent(write);
        var stored = await server.SendAsync("job/v1/content", content, RunnerJson.Default.StoredContent, cancellationToken);
        return new Blob(stored.Hash, stored.Bytes);
    });

    public Task<Stream> OpenReadAsync(Blob blob, CancellationToken cancellationToken) => RemoteCalls.OfFilesAsync<Stream>(async () =>
    {
        var response = await server.OpenAsync($"job/v1/content/{blob.Hash}", cancellationToken) ?? throw new BlobGoneException(blob, new FileNotFoundException(blob.Hash));
        return new ResponseStream(response, await response.Content.ReadAsStreamAsync(cancellationToken));
    });

    /// <summary>The server removes what nothing names.</summary>
    public Task DeleteUnusedAsync(IReadOnlySet<string> used, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>A request's body that is written while it is sent.</summary>
    private sealed class WrittenContent(Func<Stream, Task> write) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => write(stream);

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
