using System.Diagnostics.CodeAnalysis;
using Slipway.Agent.Frames;
using Slipway.Agent.Linux;
using Slipway.Model.Wire;

namespace Slipway.Agent.Endpoints;

/// <summary>
/// Answers HTTP requests on a listening socket, each client on a thread of its own, so that whoever is slow holds up nobody. What clients may cost is bounded: their number,
/// the bytes of their requests, and the time of each.
/// </summary>
/// <param name="listener">Where they connect.</param>
/// <param name="answer">Called for each whole request, never twice at once.</param>
/// <param name="limits">What they may cost.</param>
internal sealed class EndpointServer(Descriptor listener, Func<HttpAsk, HttpAnswer> answer, EndpointLimits limits)
{
    private const int StackBytes = 256 * 1024;
    private readonly EndpointClients _clients = new(limits.Clients, limits.Bytes);
    private readonly Lock _answering = new();

    /// <summary>Serves until the endpoint is closed.</summary>
    [SuppressMessage("Reliability", "CA2000", Justification = "The clients own their connections.")]
    public void Run()
    {
        while (true)
        {
            switch (LoopbackSocket.Accept(listener, out var connection))
            {
                case AcceptResult.Accepted when _clients.Enter(connection!) is { } client:
                    new Thread(() => Serve(client), StackBytes) { IsBackground = true }.Start();
                    break;
                case AcceptResult.NoRoom:
                    _clients.MakeRoom();
                    break;
                case AcceptResult.Closed:
                    return;
                default:
                    break;
            }
        }
    }

    /// <summary>Drops every client and ends <see cref="Run"/>.</summary>
    public void Close()
    {
        _clients.Close();
        listener.Shutdown();
    }

    private void Serve(EndpointClient client)
    {
        var exchange = new HttpExchange(new HttpInput(client.Connection, limits.Patience, bytes => _clients.Hold(client, bytes)), client.Connection, limits.AnswerPatience);
        try
        {
            exchange.Answer(Answer(client, exchange));
            _clients.Answered(client);
            exchange.WaitForEnd();
        }
        catch (Exception gone) when (gone is SystemCallException or InvalidRequestException or OperationCanceledException)
        {
            // The client has gone away or was dropped, or nobody is left to answer.
        }
        finally
        {
            _clients.Leave(client);
        }
    }

    private HttpAnswer Answer(EndpointClient client, HttpExchange exchange)
    {
        try
        {
            var ask = exchange.Receive();
            if (!_clients.TryKeep(client))
            {
                throw new OperationCanceledException();
            }

            lock (_answering)
            {
                return answer(ask);
            }
        }
        catch (InvalidRequestException refused)
        {
            return new HttpAnswer(refused is TooSlowException ? 408 : 400, $"{{\"message\":\"{refused.Message}\"}}\n");
        }
    }
}

/// <summary>What the clients of an endpoint may cost.</summary>
/// <param name="Clients">Served at once.</param>
/// <param name="Bytes">Of their requests, held at once; a few of the largest at least.</param>
/// <param name="Patience">From a client's connection to its whole request.</param>
internal sealed record EndpointLimits(int Clients, long Bytes, TimeSpan Patience)
{
    /// <summary>From the first byte of an answer to its last.</summary>
    public TimeSpan AnswerPatience { get; init; } = TimeSpan.FromSeconds(10);

    public static EndpointLimits Default { get; } = new(64, 4L * HttpAsk.LargestBody, TimeSpan.FromSeconds(30));
}
