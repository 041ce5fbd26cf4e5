using System.Net.Sockets;
using Docker.DotNet;
using Slipway.Linux.Failures;

namespace Slipway.Execution.Failures;

/// <summary>The ways in which Docker, an engine, a disk or a network fails: none of them is the user's failure, nor a mistake of ours.</summary>
public static class Outage
{
    public static bool Includes(Exception exception) => exception
        is InfrastructureException or DockerApiException or HttpRequestException or SocketException
        or IOException or UnauthorizedAccessException or TimeoutException;
}
