using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Slipway.Engines.Api;
using Slipway.Engines.Leases;

namespace Slipway.Engines.Isolation;

/// <summary>Tries to get at two engines over the network; the first is the job's, and is released on the way.</summary>
/// <param name="canary">What is to be reached on the host.</param>
/// <param name="job">The first engine's job's network.</param>
/// <param name="settle">Returns when what was released is gone.</param>
internal sealed class NetworkTrial(HostCanary canary, IPAddress host, TrialNetwork job, TrialNetwork elsewhere, Func<CancellationToken, Task> settle, TimeProvider clock)
{
    /// <summary>Where something listens in the job's network and in its engine.</summary>
    public const int ServicePort = 8123;

    private static readonly TimeSpan Cleanup = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(200);

    public async Task<IReadOnlyList<IsolationResult>> RunAsync(EngineLease engine, EngineLease other, EngineShell shell, CancellationToken cancellationToken)
    {
        var exports = IsolationTrial.Exports(engine, other);
        var nothing = new Dictionary<string, string>();
        await shell.RunAsync(exports + NetworkProbes.Serve, cancellationToken);
        List<IsolationResult> results =
        [
            .. ProbeScript.Read(NetworkProbes.FromItself, await shell.RunAsync(exports + ProbeScript.Write(NetworkProbes.FromItself, nothing), cancellationToken), "engine, root"),
            .. ProbeScript.Read(NetworkProbes.FromJob, await job.RunAsync(exports + ProbeScript.Write(NetworkProbes.FromJob, nothing), cancellationToken), "job's network"),
            .. ProbeScript.Read(NetworkProbes.FromElsewhere, await elsewhere.RunAsync(exports + ProbeScript.Write(NetworkProbes.FromElsewhere, nothing), cancellationToken), "another network"),
            new("own-certificate", "anywhere", "an engine takes its own client certificate", await IsTakenAsync(engine, engine, cancellationToken)),
            new("others-certificate", "anywhere", "an engine refuses another engine's client certificate", !await IsTakenAsync(engine, other, cancellationToken)),
            .. await BorrowAsync(engine, other, shell, cancellationToken),
            await TakeAsync(exports, other, shell, cancellationToken),
            await ForgeAsync(shell, cancellationToken),
            await InventAsync(exports, shell, cancellationToken),
            await FillAsync(shell, cancellationToken),
        ];
        var left = new LeftBehind(engine.Id, IPAddress.Parse(engine.Address));
        var began = await LeaveAsync(left, shell, cancellationToken);
        using var cleanup = new CancellationTokenSource(Cleanup, clock);
        await engine.ReleaseAsync(succeeded: false, cleanup.Token);
        results.AddRange(ProbeScript.Read(NetworkProbes.AfterRelease, await job.RunAsync(exports + ProbeScript.Write(NetworkProbes.AfterRelease, nothing), cancellationToken), "job's network"));
        await settle(cancellationToken);
        results.Add(new("left-process", "engine, root", "no process outlives its engine", began && !left.HasProcess));
        results.Add(new("left-connections", "engine, root", "no connection of an engine stays in the host's table", began && !left.HasConnection));
        return results;
    }

    /// <summary>False: nothing was left, and so nothing is shown.</summary>
    private async Task<bool> LeaveAsync(LeftBehind left, EngineShell shell, CancellationToken cancellationToken)
    {
        var said = await shell.RunAsync(string.Create(CultureInfo.InvariantCulture, $"TO={host} TO_PORT={canary.AllowedPort} PLACES='{LeftBehind.Groups}'\n") + LeftBehind.Leave, cancellationToken);
        return said == "left\n" && left is { HasProcess: true, HasConnection: true };
    }

    /// <summary>Whether an engine answers a client with the certificate that another one, or itself, was leased with.</summary>
    internal async Task<bool> IsTakenAsync(EngineLease engine, EngineLease holder, CancellationToken cancellationToken)
    {
        // The other's certificate under this engine's authority: only the server may be the judge.
        var certificates = holder.Certificates with { Ca = engine.Certificates.Ca };
        using var api = new EngineApi(engine.Address, certificates, clock);
        try
        {
            return await api.Http.GetStringAsync(new Uri("/_ping", UriKind.Relative), cancellationToken) == "OK";
        }
        catch (HttpRequestException refusal) when (refusal.InnerException is AuthenticationException or IOException or SocketException)
        {
            return false;
        }
    }

    /// <summary>Datagrams to an allowed place, from the engine's own address and from its neighbour's.</summary>
    private async Task<IReadOnlyList<IsolationResult>> BorrowAsync(EngineLease engine, EngineLease other, EngineShell shell, CancellationToken cancellationToken)
    {
        foreach (var from in (string[])[other.Address, engine.Address])
        {
            await shell.RunAsync(string.Create(CultureInfo.InvariantCulture, $"FROM={from} TO={host} TO_PORT={canary.AllowedPort}\n") + NetworkProbes.BorrowAddress, cancellationToken);
        }
        var arrived = canary.HasHeardFrom(IPAddress.Parse(engine.Address));
        return
        [
            new("own-address", "engine, root", "a datagram from an engine's own address arrives", arrived),
            new("neighbours-address", "engine, root", "no packet can be sent from a neighbour's address", !canary.HasHeardFrom(IPAddress.Parse(other.Address))),
        ];
    }

    /// <summary>The engine says that the job's service does not answer the host, while it does.</summary>
    private async Task<IsolationResult> ForgeAsync(EngineShell shell, CancellationToken cancellationToken)
    {
        using var conversation = new HostConversation(new IPEndPoint(job.Address, ServicePort));
        await Task.Delay(Between, clock, cancellationToken);
        var began = !conversation.IsBroken();
        await shell.RunAsync(conversation.Exports + NetworkProbes.ForgeMessage, cancellationToken);
        await Task.Delay(Between, clock, cancellationToken);
        return new("forged-message", "engine, root", "nobody else's conversation can be ended by a forged message (ICMP)", began && !conversation.IsBroken());
    }

    /// <summary>The engine says that many addresses are at its end of the link, to the gateway's own and to the one that IPv6 would give it.</summary>
    private static async Task<IsolationResult> InventAsync(string exports, EngineShell shell, CancellationToken cancellationToken)
    {
        const string Where = """
            for f in /proc/sys/net/ipv6/conf/*/disable_ipv6; do echo 0 > $f; done
            LINK=eth0 GATEWAY=$(ip route show default | cut -d' ' -f3)
            GATEWAY6=$(ip neighbour show "$GATEWAY" | perl -ne 'print lc sprintf("fe80::%02x%s:%sff:fe%s:%s%s", hex($1) ^ 2, $2, $3, $4, $5, $6) if /lladdr (..):(..):(..):(..):(..):(..)/')

            """;
        await shell.RunAsync(exports + Where + NetworkProbes.ForgeNeighbours, cancellationToken);
        var forged = await HostNeighbours.ForgedAsync(cancellationToken);
        return new("forged-neighbours", "engine, root", "nobody can be put among the host's neighbours (ARP, IPv6)", forged.Count == 0);
    }

    /// <summary>The engine has neighbours on a bridge of its own, and the host looks for one more on a link of its own.</summary>
    private async Task<IsolationResult> FillAsync(EngineShell shell, CancellationToken cancellationToken)
    {
        await shell.RunAsync(NetworkProbes.FillNeighbours, cancellationToken);
        var room = await HostNeighbours.HasRoomAsync(elsewhere.Link, cancellationToken);
        await shell.RunAsync(NetworkProbes.DropNeighbours, CancellationToken.None);
        return new("neighbour-table", "engine, root", "neighbours inside an engine leave room for the host's", room);
    }

    /// <summary>The engine says that its neighbour's address is its own, while the neighbour is spoken to.</summary>
    private async Task<IsolationResult> TakeAsync(string exports, EngineLease other, EngineShell shell, CancellationToken cancellationToken)
    {
        var taking = shell.RunAsync($"{exports}LINK=eth0\nif {NetworkProbes.TakeAddress.Trim()}\nthen echo taken; else echo not taken; fi", cancellationToken);
        var answered = true;
        while (!taking.IsCompleted)
        {
            answered &= await IsTakenAsync(other, other, cancellationToken);
            await Task.Delay(Between, clock, cancellationToken);
        }
        return new("neighbours-traffic", "engine, root", "a neighbour's traffic cannot be drawn to oneself (ARP)", answered && (await taking).Contains("not taken", StringComparison.Ordinal));
    }
}
