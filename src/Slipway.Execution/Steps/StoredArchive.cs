using Slipway.Execution.Agents;
using Slipway.Execution.Jobs;
using Slipway.Model.Wire;
using ZstdSharp;

namespace Slipway.Execution.Steps;

/// <summary>A zstd-compressed tar in the state folder, streamed to and from a container; content is never held in memory.</summary>
internal static class StoredArchive
{
    /// <summary>Packs in the container and stores under <paramref name="file"/>, which appears whole or not at all.</summary>
    public static async Task<TransferSummary> SaveAsync(AgentConnection agent, DownloadRequest request, string file, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var part = $"{file}.{Guid.NewGuid():N}.part";
        try
        {
            TransferSummary summary;
            await using (var output = new FileStream(part, FileMode.CreateNew))
            await using (var compressed = new CompressionStream(output, level: 1))
            {
                summary = await agent.DownloadAsync(request, compressed, cancellationToken);
            }

            File.Move(part, file, overwrite: true);
            return summary;
        }
        finally
        {
            File.Delete(part);
        }
    }

    public static async Task<TransferSummary> RestoreAsync(AgentConnection agent, string file, string directory, CancellationToken cancellationToken)
    {
        await using var input = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read);
        await using var tar = new DecompressionStream(input);
        return await agent.UploadAsync(new UploadRequest { Directory = directory }, tar, cancellationToken);
    }

    /// <summary>Fails the step when nothing was there to store.</summary>
    public static void RequireContent(TransferSummary summary)
    {
        if (summary.Entries == 0)
        {
            throw new JobFailedException($"nothing to store: {string.Join(", ", summary.Missing)} matched nothing");
        }
    }
}
