using System.Diagnostics.CodeAnalysis;
using Slipway.Model.Assignments;
using Slipway.Runner.Connections;

namespace Slipway.Runner.Remote;

/// <summary>The server that has assigned a job, for the job's own questions.</summary>
public sealed record RemoteJob(ServerAccess Access, ServerConnection Server) : IDisposable
{
    [SuppressMessage("Reliability", "CA2000", Justification = "It owns it.")]
    public static RemoteJob Open(ServerAccess access) => new(access, new ServerConnection(new Uri(access.Url), access.Token, patience: null));

    public void Dispose() => Server.Dispose();
}
