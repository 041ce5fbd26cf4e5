using Slipway.Agent.Archives;
using Slipway.Agent.Globs;
using Slipway.Agent.Linux;
using Slipway.Agent.Processes;
using Slipway.Model.Wire;

namespace Slipway.Agent.Serving;

/// <summary>The requests that move whole trees: packed and unpacked here, so that the image needs no tar, and never held in memory.</summary>
internal sealed class Transfers(JobSurroundings surroundings)
{
    public TransferSummary Unpack(ServerChannel channel, UploadRequest request)
    {
        using var target = new UnpackTarget(surroundings.Resolve(System.Environment.CurrentDirectory, request.Directory));
        using var plain = request.Compressed ? new DecompressingSource(channel) : null;
        var unpacker = new TarUnpacker((IByteSource?)plain ?? channel, target, request.KeepOwners && Libc.GetUserId() == 0);
        unpacker.Unpack();
        return new TransferSummary(unpacker.Entries, unpacker.Bytes, []);
    }

    public TransferSummary Pack(ServerChannel channel, DownloadRequest request)
    {
        var frames = new ChannelSink(channel);
        using var compressing = request.CompressionLevel == 0
            ? null
            : new CompressingSink(frames, request.CompressionLevel, System.Environment.ProcessorCount);
        var packer = new TarPacker((IByteSink?)compressing ?? frames);
        var directory = surroundings.Resolve(System.Environment.CurrentDirectory, request.Directory);
        List<string> missing = [];
        foreach (var path in request.Paths)
        {
            if (!Pack(packer, directory, path, request))
            {
                missing.Add(path);
            }
        }

        packer.Complete();
        return new TransferSummary(packer.Entries, packer.Bytes, missing);
    }

    private bool Pack(TarPacker packer, string directory, string path, DownloadRequest request)
    {
        if (!request.Globs)
        {
            var place = surroundings.Resolve(directory, path);
            return packer.Add(place, NameOf(place, directory, request.AbsoluteNames));
        }

        var any = false;
        foreach (var found in GoMatch.Find(directory, path))
        {
            var place = Path.Combine(directory, found);
            any |= packer.Add(place, NameOf(place, directory, request.AbsoluteNames));
        }

        return any;
    }

    private static string NameOf(string place, string directory, bool absolute)
    {
        if (absolute)
        {
            return place.TrimStart('/').TrimEnd('/');
        }

        var name = Path.GetRelativePath(directory, place);
        return name switch
        {
            "." => "",
            _ when name == ".." || name.StartsWith("../", StringComparison.Ordinal) =>
                throw new InvalidRequestException($"{place} is not below {directory}."),
            _ => name,
        };
    }
}
