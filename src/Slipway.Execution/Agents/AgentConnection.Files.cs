using System.Buffers;
using System.Security.Cryptography;
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
        using var channel = OpenChannel(Conversation.Upload);
        await channel.SendAsync(FrameKind.Upload, request, cancellationToken);
        var buffer = ArrayPool<byte>.Shared.Rent(FrameHeader.DataLength);
        try
        {
            while (!channel.HasUnread && await tar.ReadAsync(buffer.AsMemory(0, FrameHeader.DataLength), cancellationToken) is > 0 and var read)
            {
                await channel.SendDataAsync(buffer.AsMemory(0, read), cancellationToken);
            }

            await channel.SendAsync(FrameKind.End, cancellationToken);
            using var answer = await channel.ReceiveAsync(AgentDeadlines.Progress, cancellationToken);
            return Answer(channel, answer, AgentWords.Check([]));
        }
        catch (Exception failure) when (failure is not AgentException and not AgentLostException)
        {
            await channel.CancelAsync();
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
        using var channel = OpenChannel(Conversation.Download(PayloadWriter.Encode(request).Length));
        await channel.SendAsync(FrameKind.Download, request, cancellationToken);
        try
        {
            while (true)
            {
                using var frame = await channel.ReceiveAsync(AgentDeadlines.Progress, cancellationToken);
                if (frame.Kind != FrameKind.Data)
                {
                    return Answer(channel, frame, AgentWords.Check(request.Paths));
                }

                await output(frame.Payload, cancellationToken);
                await channel.ConsumedAsync(frame.Length, cancellationToken);
            }
        }
        catch (Exception failure) when (failure is not AgentException and not AgentLostException)
        {
            await channel.CancelAsync();
            throw;
        }
    }

    /// <summary>Packs paths in the container into a stream.</summary>
    public Task<TransferSummary> DownloadAsync(DownloadRequest request, Stream target, CancellationToken cancellationToken) =>
        DownloadAsync(request, target.WriteAsync, cancellationToken);

    /// <summary>A file of at most 16 MiB, whole.</summary>
    public async Task<byte[]> ReadFileAsync(PathRequest request, CancellationToken cancellationToken) =>
        (await AskAsync(FrameKind.ReadFile, new ReadFileRequest(request.Directory, request.Path), new Answering<ByteList>(FrameBounds.LargestReply, file => file), cancellationToken)).Bytes.ToArray();

    public Task WriteFileAsync(WriteFileRequest request, CancellationToken cancellationToken) =>
        AskAsync(FrameKind.WriteFile, request, new Answering<PathList>(FrameBounds.LargestMessage, paths => paths), cancellationToken);

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
    public Task<PathFacts> StatAsync(PathRequest request, CancellationToken cancellationToken) =>
        AskAsync(FrameKind.Stat, request, new Answering<PathFacts>(FrameBounds.LargestMessage, AgentWords.Check), cancellationToken);

    public async Task<IReadOnlyList<string>> GlobAsync(GlobRequest request, CancellationToken cancellationToken) =>
        (await AskAsync(FrameKind.Glob, request, new Answering<PathList>(FrameBounds.LargestReply, paths => paths), cancellationToken)).Paths;

    /// <summary>The SHA-256 of a file's content, of any size: it is read piece by piece. One that is changed meanwhile has that of no version of it.</summary>
    public Task<byte[]> ChecksumAsync(PathRequest request, CancellationToken cancellationToken) =>
        WithinAsync(token => HashAsync(request, token), AgentDeadlines.Hash, cancellationToken);

    private async ValueTask<byte[]> HashAsync(PathRequest request, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var offset = 0L; ;)
        {
            var piece = (await AskAsync(
                FrameKind.ReadFile, new ReadFileRequest(request.Directory, request.Path, offset), new Answering<ByteList>(sizeof(int) + FrameBounds.FilePiece, piece => piece), cancellationToken)).Bytes;
            hash.AppendData(piece.Span);
            offset += piece.Length;
            if (piece.Length < FrameBounds.FilePiece)
            {
                return hash.GetHashAndReset();
            }
        }
    }

    private async Task<TReply> AskAsync<TRequest, TReply>(FrameKind kind, TRequest request, Answering<TReply> answering, CancellationToken cancellationToken)
        where TRequest : IWireMessage<TRequest>
        where TReply : IWireMessage<TReply>
    {
        using var channel = OpenChannel(Conversation.Question(answering.Largest));
        await channel.SendAsync(kind, request, cancellationToken);
        using var answer = await channel.ReceiveAsync(answering.Deadline, cancellationToken);
        return Answer(channel, answer, answering.Check);
    }

    private static T Answer<T>(AgentChannel channel, InboundFrame frame, Func<T, T> check)
        where T : IWireMessage<T>
    {
        if (frame.Kind == FrameKind.Failed)
        {
            var failure = channel.Read<AgentFailure>(frame, AgentWords.Check);
            throw new AgentException(failure.Kind, failure.Message);
        }

        return channel.Read(frame, check);
    }

    /// <summary>What the answer to a question must be.</summary>
    /// <param name="Largest">In bytes.</param>
    /// <param name="Check">Throws what cannot be.</param>
    private sealed record Answering<T>(int Largest, Func<T, T> Check)
    {
        public TimeSpan Deadline { get; init; } = AgentDeadlines.Answer;
    }
}
