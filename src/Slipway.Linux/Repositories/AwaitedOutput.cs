using Slipway.Linux.Streams;

namespace Slipway.Linux.Repositories;

/// <summary>What a program says, for as long as it says something: only the time in which it is waited for counts, not that in which what it said is worked on.</summary>
/// <param name="source">Its standard output.</param>
/// <param name="silence">Is canceled when it has said nothing for too long.</param>
/// <param name="patience">How long that is.</param>
internal sealed class AwaitedOutput(Stream source, CancellationTokenSource silence, TimeSpan patience) : PipeLikeStream
{
    public override bool CanRead => true;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        silence.CancelAfter(patience);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellationToken);
        var count = await source.ReadAsync(buffer, both.Token);
        silence.CancelAfter(Timeout.InfiniteTimeSpan);
        return count;
    }
}
