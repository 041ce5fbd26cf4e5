using Slipway.Agent.Frames;
using Slipway.Agent.Linux;
using Slipway.Model.Wire;

namespace Slipway.Agent.Endpoints;

/// <summary>
/// An HTTP endpoint on the container's loopback address. Every request goes to the runner, one at a time, and its answer back:
/// what may be asked is decided there.
/// </summary>
internal static class LocalEndpoint
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Serves until the runner closes the channel.</summary>
    public static void Serve(ServerChannel channel)
    {
        var (listener, port) = LoopbackSocket.Listen();
        using (listener)
        {
            channel.SendNumber(FrameKind.Listening, port);
            while (ServeNext(channel, listener))
            {
                // One after another, as the runner answers.
            }
        }
    }

    private static bool ServeNext(ServerChannel channel, Descriptor listener)
    {
        using var connection = LoopbackSocket.Accept(listener, Patience);
        if (connection is not null)
        {
            Serve(channel, connection);
        }

        return connection is not null;
    }

    private static void Serve(ServerChannel channel, Descriptor connection)
    {
        var exchange = new HttpExchange(connection);
        try
        {
            channel.Send(FrameKind.Asked, exchange.Receive());
            exchange.Answer(PayloadReader.Decode<HttpAnswer>(channel.ReadWhole()));
        }
        catch (InvalidRequestException refused)
        {
            exchange.Answer(new HttpAnswer(400, $"{{\"message\":\"{refused.Message}\"}}\n"));
        }
        catch (SystemCallException)
        {
            // The client has gone away; the next one is waiting.
        }
    }
}
