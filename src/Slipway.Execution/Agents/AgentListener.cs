using Slipway.Model.Wire;

namespace Slipway.Execution.Agents;

/// <summary>An HTTP endpoint on the loopback address of the primary container; what programs in the job ask there is answered here, one at a time, until it is disposed.</summary>
public sealed class AgentListener : IAsyncDisposable
{
    private readonly AgentChannel _channel;
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _following;

    private AgentListener(AgentChannel channel, int port, Func<HttpAsk, HttpAnswer> answer)
    {
        _channel = channel;
        Port = port;
        _following = FollowAsync(answer);
    }

    /// <summary>On 127.0.0.1 in the container.</summary>
    public int Port { get; }

    internal static async Task<AgentListener> OpenAsync(AgentChannel channel, Func<HttpAsk, HttpAnswer> answer, CancellationToken cancellationToken)
    {
        await channel.SendAsync(FrameKind.Listen, cancellationToken);
        using var first = await channel.ReceiveAsync(cancellationToken);
        return first.Header.Kind switch
        {
            FrameKind.Listening => new AgentListener(channel, first.Number(), answer),
            FrameKind.Failed => throw new AgentException(first.Decode<AgentFailure>().Kind, first.Decode<AgentFailure>().Message),
            var other => throw new AgentLostException($"the agent answered with {other}"),
        };
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _following;
        _channel.Dispose();
        _closing.Dispose();
    }

    private async Task FollowAsync(Func<HttpAsk, HttpAnswer> answer)
    {
        try
        {
            while (true)
            {
                using var frame = await _channel.ReceiveAsync(_closing.Token);
                await _channel.SendAsync(FrameKind.Answered, answer(frame.Decode<HttpAsk>()), CancellationToken.None);
            }
        }
        catch (OperationCanceledException)
        {
            await CancelAsync();
        }
        catch (AgentLostException)
        {
            // Nobody is left to ask.
        }
    }

    private async Task CancelAsync()
    {
        try
        {
            await _channel.SendAsync(FrameKind.Cancel, CancellationToken.None);
        }
        catch (AgentLostException)
        {
            // It has ended already.
        }
    }
}
