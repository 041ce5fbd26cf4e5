using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using Slipway.Execution.Agents;
using Slipway.Execution.JobSpaces;

namespace Slipway.Execution.Tests.JobSpaces;

/// <summary>An image's own program can listen in the agent's place and take nobody: its queue is full.</summary>
public sealed class Lines_that_nobody_takes : IDisposable
{
    private readonly string _name = $"a-test-{Guid.NewGuid():N}";
    private readonly Socket _listener = Open();
    private readonly List<Socket> _waiting = [];

    public Lines_that_nobody_takes()
    {
        var place = new UnixDomainSocketEndPoint("\0" + _name);
        _listener.Bind(place);
        _listener.Listen(0);
        while (TryFill(place))
        {
            // Until there is no room for one more.
        }
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Are_given_up_after_their_time()
    {
        var clock = new FakeTimeProvider();
        var opening = OpenAsync(clock, Token);
        while (!opening.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(10));
            await Task.Yield();
        }

        Assert.Contains("has not listened for 2 min", (await Assert.ThrowsAsync<AgentLostException>(() => opening)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Are_left_by_a_run_that_is_canceled()
    {
        using var cancel = new CancellationTokenSource();
        var opening = OpenAsync(new FakeTimeProvider(), cancel.Token);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => opening);
    }

    [Fact]
    public async Task Open_when_there_is_room_again()
    {
        var clock = new FakeTimeProvider();
        var opening = OpenAsync(clock, Token);
        using var first = await _listener.AcceptAsync(Token);
        while (!opening.IsCompleted)
        {
            clock.Advance(TimeSpan.FromMilliseconds(1));
            await Task.Yield();
        }

        await using var line = await opening;
        await line.WriteAsync(new byte[1], Token);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _waiting.ForEach(socket => socket.Dispose());
    }

    private Task<Stream> OpenAsync(TimeProvider clock, CancellationToken cancellationToken) =>
        Task.Run(() => DirectLine.OpenAsync(() => DirectLine.Connect(_name), new TaskCompletionSource().Task, clock, cancellationToken), CancellationToken.None);

    private static Socket Open() => new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { Blocking = false };

    [SuppressMessage("Reliability", "CA2000", Justification = "They are disposed with the test.")]
    private bool TryFill(UnixDomainSocketEndPoint place)
    {
        _waiting.Add(Open());
        try
        {
            _waiting[^1].Connect(place);
            return true;
        }
        catch (SocketException full) when (full.SocketErrorCode == SocketError.WouldBlock)
        {
            return false;
        }
    }
}
