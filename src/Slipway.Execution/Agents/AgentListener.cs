using System.Diagnostics.CodeAnalysis;
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
        using var first = await channel.ReceiveAsync(AgentDeadlines.Answer, cancellationToken);
        switch (first.Kind)
        {
            case FrameKind.Listening:
                return new AgentListener(channel, channel.ReadNumber(first, AgentWords.CheckPort), answer);
            case FrameKind.Failed:
                var failure = channel.Read<AgentFailure>(first, AgentWords.Check);
                throw new AgentException(failure.Kind, failure.Message);
            default:
                throw channel.Violated($"the agent in the job's container was asked to listen and answered with {first.Kind}");
        }
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
                if (frame.Kind != FrameKind.Asked)
                {
                    return;
                }

                await _channel.AnswerAsync(Answer(_channel.Read<HttpAsk>(frame, ask => ask), answer));
            }
        }
        catch (OperationCanceledException)
        {
            await _channel.CancelAsync();
        }
        catch (AgentLostException)
        {
            // Nobody is left to ask.
        }
    }

    /// <summary>The boundary of a request: whatever a program in the job asks, the next one is served.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "One client's request must not end the endpoint for all others, nor the job.")]
    private static HttpAnswer Answer(HttpAsk ask, Func<HttpAsk, HttpAnswer> answer)
    {
        try
        {
            var said = answer(ask);
            return said.Body.Length <= HttpAnswer.LongestBody ? said : new HttpAnswer(said.Status, "{\"message\":\"The answer to this request is too long to be sent.\"}\n");
        }
        catch (Exception)
        {
            return new HttpAnswer(500, "{\"message\":\"This request cannot be answered.\"}\n");
        }
    }
}
