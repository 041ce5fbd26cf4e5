using System.Net;
using Slipway.Linux.Failures;

namespace Slipway.Runner.Connections;

/// <summary>The server has understood what was asked, and does not do it.</summary>
/// <param name="status">What it answered.</param>
/// <param name="reason">Its own words.</param>
public sealed class ServerRefusedException(HttpStatusCode status, string reason) : InfrastructureException($"the server answers {(int)status}: {reason}")
{
    public HttpStatusCode Status => status;

    public string Reason => reason;
}
