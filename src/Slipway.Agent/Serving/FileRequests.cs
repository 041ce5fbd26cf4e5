using Slipway.Agent.Frames;
using Slipway.Agent.Globs;
using Slipway.Agent.Linux;
using Slipway.Agent.Processes;
using Slipway.Model.Wire;

namespace Slipway.Agent.Serving;

/// <summary>The requests about single files and paths.</summary>
internal sealed class FileRequests(JobSurroundings surroundings)
{
    public void Answer(ServerChannel channel, FrameKind kind, ReadOnlyMemory<byte> payload)
    {
        switch (kind)
        {
            case FrameKind.ReadFile:
                channel.Send(FrameKind.Reply, Read(PayloadReader.Decode<ReadFileRequest>(payload)));
                break;
            case FrameKind.WriteFile:
                channel.Send(FrameKind.Reply, Write(PayloadReader.Decode<WriteFileRequest>(payload)));
                break;
            case FrameKind.Stat:
                channel.Send(FrameKind.Reply, Stat(PayloadReader.Decode<PathRequest>(payload)));
                break;
            case FrameKind.Glob:
                var request = PayloadReader.Decode<GlobRequest>(payload);
                channel.Send(FrameKind.Reply, new PathList(Doublestar.Find(Absolute(request.Directory), request.Patterns)));
                break;
            default:
                throw new InvalidRequestException($"The agent does not know the request {kind}.");
        }
    }

    private string Absolute(string path) => surroundings.Resolve(System.Environment.CurrentDirectory, path);

    private ByteList Read(ReadFileRequest request)
    {
        var path = surroundings.Resolve(request.Directory, request.Path);
        using var file = Open(path);
        if (request.Offset is { } offset)
        {
            file.Seek(offset);
            return Read(file, FrameBounds.FilePiece);
        }

        var content = Read(file, (int)Math.Min((long)file.Status().Size, FrameBounds.LargestFile) + 1);
        return content.Bytes.Length <= FrameBounds.LargestFile ? content : throw new InvalidRequestException($"{path} is larger than 16 MiB.");
    }

    private static ByteList Read(Descriptor file, int most)
    {
        var content = new byte[most];
        var length = 0;
        while (length < content.Length && file.Read(content.AsSpan(length)) is > 0 and var read)
        {
            length += read;
        }

        return new ByteList(content.AsMemory(0, length));
    }

    /// <summary>Opens a regular file: a pipe, a terminal or a device could be read for ever.</summary>
    private static Descriptor Open(string path)
    {
        var file = Descriptor.Open(path, Libc.ReadOnly | Libc.NonBlocking | Libc.NoTerminal);
        if (file.Status().Type == Libc.FileType)
        {
            return file;
        }

        file.Dispose();
        throw new InvalidRequestException($"{path} is no file.");
    }

    private PathList Write(WriteFileRequest request)
    {
        var path = Absolute(request.Path);
        Directory.CreateDirectory(Path.GetDirectoryName(path) ?? "/");
        if (request.Append)
        {
            using var file = new FileStream(path, FileMode.Append, FileAccess.Write);
            file.Write(request.Content.Span);
            File.SetUnixFileMode(path, (UnixFileMode)request.Mode);
            return new PathList([path]);
        }

        var whole = $"{path}.slipway-{Guid.NewGuid():N}";
        using (var file = new FileStream(whole, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }))
        {
            file.Write(request.Content.Span);
        }

        File.SetUnixFileMode(whole, (UnixFileMode)request.Mode);
        File.Move(whole, path, overwrite: true);
        return new PathList([path]);
    }

    private PathFacts Stat(PathRequest request)
    {
        var path = surroundings.Resolve(request.Directory, request.Path);
        if (Directory.Exists(path))
        {
            return new PathFacts(path, PathKind.Folder, Directory.EnumerateFileSystemEntries(path).Count(), (int)File.GetUnixFileMode(path));
        }

        var file = new FileInfo(path);
        return file.Exists
            ? new PathFacts(path, PathKind.File, file.Length, (int)File.GetUnixFileMode(path))
            : new PathFacts(path, PathKind.Missing, 0, 0);
    }
}
