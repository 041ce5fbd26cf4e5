using Slipway.Agent.Frames;
using Slipway.Agent.Linux;
using Slipway.Model.Wire;

namespace Slipway.Agent.Endpoints;

/// <summary>An HTTP endpoint on the container's loopback address. Every request goes to the runner and its answer back: what may be asked is decided there.</summary>
internal static class LocalEndpoint
{
    /// <summary>Serves until the runner closes the channel.</summary>
    public static void Serve(ServerChannel channel)
    {
        var (listener, port) = LoopbackSocket.Listen();
        using (listener)
        {
            var server = new EndpointServer(listener, ask => Ask(channel, ask), EndpointLimits.Default);
            var serving = new Thread(server.Run) { IsBackground = true, Name = "endpoint" };
            serving.Start();
            channel.SendNumber(FrameKind.Listening, port);
            channel.WaitForCancel();
            server.Close();
            serving.Join();
        }
    }

    private static HttpAnswer Ask(ServerChannel channel, HttpAsk ask)
    {
        channel.Send(FrameKind.Asked, ask);
        return PayloadReader.Decode<HttpAnswer>(channel.ReadWhole());
    }
}
