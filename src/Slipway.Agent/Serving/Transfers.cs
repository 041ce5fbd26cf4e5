using Slipway.Agent.Archives;
using Slipway.Agent.Frames;
using Slipway.Agent.Globs;
using Slipway.Agent.Processes;
using Slipway.Model.Archives;
using Slipway.Model.Wire;

namespace Slipway.Agent.Serving;

/// <summary>Archives in and out, streamed.</summary>
internal sealed class Transfers(JobSurroundings surroundings)
{
    private readonly BroughtLinks _links = new();

    public TransferSummary Unpack(ServerChannel channel, UploadRequest request)
    {
        using var unpacker = new TarUnpacker(Absolute(request.Directory), request.KeepOwners, request.MostBytes, _links);
        if (request.Compressed)
        {
            using var zstd = new ZstdSource(channel);
            using var ahead = new ReadAhead(zstd);
            unpacker.Unpack(new TarReader(ahead));
        }
        else
        {
            unpacker.Unpack(new TarReader(channel));
        }

        return new TransferSummary(unpacker.Entries, unpacker.Bytes, []);
    }

    public TransferSummary Pack(ServerChannel channel, DownloadRequest request)
    {
        var sink = new ChannelSink(channel);
        if (request.CompressionLevel == 0)
        {
            return Pack(sink, request);
        }

        using var zstd = new ZstdSink(sink, request.CompressionLevel);
        return Pack(zstd, request);
    }

    private string Absolute(string path) => surroundings.Resolve(System.Environment.CurrentDirectory, path);

    private TransferSummary Pack(IByteSink sink, DownloadRequest request)
    {
        var directory = Absolute(request.Directory);
        var missing = new List<string>();
        var packer = new TarPacker(sink, request.FollowLinks);
        var all = new List<string>();
        foreach (var path in request.Paths)
        {
            var places = Places(request, directory, path);
            all.AddRange(places);
            missing.AddRange(places.Count == 0 ? [path] : []);
        }

        var added = all.ToHashSet();
        foreach (var place in all.Distinct().Where(place => !IsWithin(place, added)))
        {
            packer.Add(place, Name(request, directory, place));
        }

        packer.Complete();
        return new TransferSummary(packer.Entries, packer.Bytes, missing);
    }

    /// <summary>Whether a folder that is packed holds the place: what is packed twice would be a hard link to itself.</summary>
    private static bool IsWithin(string place, HashSet<string> added)
    {
        var above = Path.GetDirectoryName(place);
        while (above is not null && !added.Contains(above))
        {
            above = Path.GetDirectoryName(above);
        }

        // A link is packed as a link, without what is behind it.
        for (var folder = Path.GetDirectoryName(place); above is not null && new DirectoryInfo(folder!).LinkTarget is null; folder = Path.GetDirectoryName(folder))
        {
            if (folder == above)
            {
                return true;
            }
        }

        return false;
    }

    private List<string> Places(DownloadRequest request, string directory, string path)
    {
        if (request.Globs)
        {
            return [.. GoMatch.Find(directory, path).Select(found => Path.TrimEndingDirectorySeparator(Path.Combine(directory, found)))];
        }

        var place = surroundings.Resolve(directory, path);
        return Path.Exists(place) || new FileInfo(place).LinkTarget is not null ? [place] : [];
    }

    private static string Name(DownloadRequest request, string directory, string place)
    {
        if (request.AbsoluteNames)
        {
            return place.TrimStart('/');
        }

        var relative = Path.GetRelativePath(directory, place);
        return relative.StartsWith("../", StringComparison.Ordinal) || relative == ".."
            ? throw new InvalidRequestException($"{place} is not below {directory}.")
            : relative;
    }
}
