using Slipway.Execution.Bounds;
using Slipway.Linux.Failures;
using Slipway.Model.Archives;
using Slipway.Model.Wire;

namespace Slipway.Execution.Steps;

/// <summary>Something of the container on this machine's disk for as long as it is read.</summary>
internal static class DownloadedTar
{
    /// <param name="request">A tar without compression.</param>
    /// <param name="mostBytes">How long the tar may be; a longer one is cut off.</param>
    /// <param name="read">Reads the tar, and learns whether it is cut off.</param>
    /// <param name="cancellationToken">Covers the transfer.</param>
    /// <exception cref="InfrastructureException">What came is no tar.</exception>
    public static async Task<T> ReadAsync<T>(JobContext job, DownloadRequest request, long mostBytes, Func<Stream, bool, Task<T>> read, CancellationToken cancellationToken)
    {
        await using var file = job.Ports.Scratch.Open();
        var isCut = await TryDownloadAsync(job, request, mostBytes, file, cancellationToken);
        file.Position = 0;
        try
        {
            return await read(file, isCut);
        }
        catch (BadArchiveException failure)
        {
            throw new InfrastructureException($"the agent in the job's container sent an archive that cannot be read: {failure.Message}", failure);
        }
    }

    /// <returns>Whether there was more.</returns>
    private static async Task<bool> TryDownloadAsync(JobContext job, DownloadRequest request, long mostBytes, Stream file, CancellationToken cancellationToken)
    {
        var tooLong = new IOException("the archive is too long");
        var writer = new BoundedWriter(file, mostBytes, job.Recorder.Storage.Disk, () => tooLong);
        try
        {
            await job.Agent.DownloadAsync(request, writer.WriteAsync, cancellationToken);
            return false;
        }
        catch (IOException failure) when (failure == tooLong)
        {
            return true;
        }
    }
}
