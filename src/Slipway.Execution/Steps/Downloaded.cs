using Slipway.Model.Wire;

namespace Slipway.Execution.Steps;

/// <summary>Something of the container on this machine's disk for as long as it is read.</summary>
internal static class Downloaded
{
    /// <param name="job">Whose container.</param>
    /// <param name="request">A tar without compression.</param>
    /// <param name="read">Reads the tar.</param>
    /// <param name="cancellationToken">Covers the transfer.</param>
    public static async Task<T> ReadAsync<T>(JobContext job, DownloadRequest request, Func<Stream, Task<T>> read, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateDirectory(job.Run.Recorder.Folder.Incoming).FullName;
        var path = Path.Combine(folder, $"{Guid.NewGuid():N}.tar");
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16);
        // Without a name from here on, so that not even a crash leaves it.
        File.Delete(path);
        await job.Agent.DownloadAsync(request, file, cancellationToken);
        file.Position = 0;
        return await read(file);
    }
}
