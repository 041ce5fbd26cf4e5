using System.Buffers;
using Slipway.Model.Wire;

namespace Slipway.Execution.Agents;

/// <content>Files.</content>
public sealed partial class AgentConnection
{
    private const int PieceLength = 1024 * 1024;

    /// <summary>Unpacks a tar in the container while it is read.</summary>
    /// <exception cref="AgentException">The container cannot take it.</exception>
    /// <exception cref="AgentLostException">The connection ended.</exception>
    public async Task<TransferSummary> UploadAsync(UploadRequest request, Stream tar, CancellationToken cancellationToken)
    {
        using var channel = OpenChannel();
        await channel.SendAsync(FrameKind.Upload, request, cancellationToken);
        var buffer = ArrayPool<byte>.Shared.Rent(FrameHeader.DataLength);
        try
        {
            while (!channel.HasUnread && await tar.ReadAsync(buffer.AsMemory(0, FrameHeader.DataLength), cancellationToken) is > 0 and var read)
            {
                await channel.SendDataAsync(buffer.AsMemory(0, read), cancellationToken);
            }

            await channel.SendAsync(FrameKind.End, cancellationToken);
            using var answer = await channel.ReceiveAsync(cancellationToken);
            return Answer<TransferSummary>(answer);
        }
        catch (Exception failure) when (failure is not AgentException and not AgentLostException)
        {
            await channel.SendAsync(FrameKind.Cancel, CancellationToken.None);
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Packs paths in the container and passes the tar on while it is made.</summary>
    /// <exception cref="AgentException">The container cannot give it.</exception>
    /// <exception cref="AgentLostException">The connection ended.</exception>
    public async Task<TransferSummary> DownloadAsync(DownloadRequest request, OutputSink output, CancellationToken cancellationToken)
    {
        using var channel = OpenChannel();
        await channel.SendAsync(FrameKind.Download, request, cancellationToken);
        try
        {
            while (true)
            {
                using var frame = await channel.ReceiveAsync(cancellationToken);
                if (frame.Header.Kind != FrameKind.Data)
                {
                    return Answer<TransferSummary>(frame);
                }

                await output(frame.Payload, cancellationToken);
                await channel.ConsumedAsync(frame.Header.Length, cancellationToken);
            }
        }
        catch (Exception failure) when (failure is not AgentException and not AgentLostException)
        {
            await channel.SendAsync(FrameKind.Cancel, CancellationToken.None);
            throw;
        }
    }

    /// <summary>Packs paths in the container into a stream.</summary>
    public Task<TransferSummary> DownloadAsync(DownloadRequest request, Stream target, CancellationToken cancellationToken) =>
        DownloadAsync(request, target.WriteAsync, cancellationToken);

    /// <summary>A file of at most 16 MiB, whole.</summary>
    public async Task<byte[]> ReadFileAsync(PathRequest request, CancellationToken cancellationToken) =>
        (await AskAsync<PathRequest, ByteList>(FrameKind.ReadFile, request, cancellationToken)).Bytes.ToArray();

    public Task WriteFileAsync(WriteFileRequest request, CancellationToken cancellationToken) =>
        AskAsync<WriteFileRequest, PathList>(FrameKind.WriteFile, request, cancellationToken);

    /// <summary>Writes a file of any size, in pieces; it is not whole before this returns.</summary>
    public async Task WriteFileAsync(string path, Stream content, CancellationToken cancellationToken)
    {
        var piece = new byte[PieceLength];
        for (var append = false; ; append = true)
        {
            var read = await content.ReadAtLeastAsync(piece, piece.Length, throwOnEndOfStream: false, cancellationToken);
            if (read == 0 && append)
            {
                return;
            }

            await WriteFileAsync(new WriteFileRequest { Path = path, Content = piece.AsMemory(0, read), Append = append }, cancellationToken);
        }
    }

    /// <summary>What is at a path; a missing file is an answer, not a failure.</summary>
    public Task<FileFacts> StatAsync(PathRequest request, CancellationToken cancellationToken) =>
        AskAsync<PathRequest, FileFacts>(FrameKind.Stat, request, cancellationToken);

    public async Task<IReadOnlyList<string>> GlobAsync(GlobRequest request, CancellationToken cancellationToken) =>
        (await AskAsync<GlobRequest, PathList>(FrameKind.Glob, request, cancellationToken)).Paths;

    /// <summary>The SHA-256 of a file's content.</summary>
    public async Task<byte[]> ChecksumAsync(PathRequest request, CancellationToken cancellationToken) =>
        (await AskAsync<PathRequest, ByteList>(FrameKind.Checksum, request, cancellationToken)).Bytes.ToArray();

    private async Task<TReply> AskAsync<TRequest, TReply>(FrameKind kind, TRequest request, CancellationToken cancellationToken)
        where TRequest : IWireMessage<TRequest>
        where TReply : IWireMessage<TReply>
    {
        using var channel = OpenChannel();
        await channel.SendAsync(kind, request, cancellationToken);
        using var answer = await channel.ReceiveAsync(cancellationToken);
        return Answer<TReply>(answer);
    }

    private static T Answer<T>(InboundFrame frame)
        where T : IWireMessage<T>
    {
        if (frame.Header.Kind == FrameKind.Failed)
        {
            var failure = frame.Decode<AgentFailure>();
            throw new AgentException(failure.Kind, failure.Message);
        }

        return frame.Header.Kind == FrameKind.Reply
            ? frame.Decode<T>()
            : throw new AgentLostException($"the agent answered with {frame.Header.Kind}");
    }
}
