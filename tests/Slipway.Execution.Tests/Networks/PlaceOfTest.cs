using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Slipway.Linux.Netlink;
using Slipway.Linux.Tools;

namespace Slipway.Execution.Tests.Networks;

/// <summary>A network namespace with something that answers by TCP on every address it has; a job's, or what a job would like to reach.</summary>
internal sealed class PlaceOfTest : IAsyncDisposable
{
    /// <summary>Where something answers.</summary>
    public const int Port = 8124;

    private const string Serve = """ip link set lo up; exec perl -MSocket=:all -e 'alarm 60; socket(T, AF_INET, SOCK_STREAM, 0); bind(T, pack_sockaddr_in(8124, INADDR_ANY)) or die; listen(T, 9); $| = 1; print "ready\n"; while (accept(C, T)) { close(C) }'""";

    private const string Send = """
        perl -MSocket=:all -e '
          ($from, $to, $port, $own) = @ARGV; socket(S, AF_INET, SOCK_RAW, 255) or exit 1;
          $udp = pack("n4 a9", $own, $port, 17, 0, "borrowed!"); $h = pack("C2 n3 C2 n a4 a4", 0x45, 0, 37, 7, 0, 64, 17, 0, inet_aton($from), inet_aton($to));
          print send(S, $h . $udp, 0, pack_sockaddr_in(0, inet_aton($to))) ? "sent" : "$!"'
        """;

    private const string Forge = """
        perl -MSocket=:all -e '
          ($from, $own, $to, $port) = @ARGV; socket(S, AF_INET, SOCK_RAW, 1) or exit 1;
          sub sum { $s = 0; $s += $_ for unpack("n*", $_[0]); $s = ($s & 0xffff) + ($s >> 16) while $s >> 16; ~$s & 0xffff }
          $ip = pack("C2 n3 C2 n a4 a4", 0x45, 0, 33, 1, 0, 64, 17, 0, inet_aton($from), inet_aton($to)); substr($ip, 10, 2) = pack("n", sum($ip));
          $m = pack("C2 n N", 3, 3, 0, 0) . $ip . pack("n4", $own, $port, 13, 0); substr($m, 2, 2) = pack("n", sum($m));
          print send(S, $m, 0, pack_sockaddr_in(0, inet_aton($from))) ? "sent" : "$!"'
        """;

    private readonly Process _inside;
    private string? _link;

    private PlaceOfTest(Process inside) => _inside = inside;

    /// <summary>A process of the namespace.</summary>
    public int Process => _inside.Id;

    public static async Task<PlaceOfTest> MakeAsync(CancellationToken cancellationToken)
    {
        var inside = System.Diagnostics.Process.Start(new ProcessStartInfo("unshare", ["--net", "sh", "-c", Serve]) { RedirectStandardOutput = true })!;
        Assert.Equal("ready", await inside.StandardOutput.ReadLineAsync(cancellationToken));
        return new(inside);
    }

    /// <summary>Gives the host a link to it, as some program makes for its containers.</summary>
    /// <param name="name">Of the host's end.</param>
    /// <param name="network">The first three bytes: the host has .1, the place .2.</param>
    /// <param name="cancellationToken">Covers the making.</param>
    public async Task ConnectAsync(string name, string network, CancellationToken cancellationToken)
    {
        _link = name;
        await ToolRun.MustAsync("ip", ["link", "add", name, "type", "veth", "peer", "name", "eth0", "netns", Process.ToString(CultureInfo.InvariantCulture)], null, cancellationToken);
        await ToolRun.MustAsync("ip", ["address", "add", network + ".1/24", "dev", name], null, cancellationToken);
        await ToolRun.MustAsync("ip", ["link", "set", name, "up"], null, cancellationToken);
        await RunAsync($"ip address add {network}.2/24 dev eth0; ip link set eth0 up; ip route add default via {network}.1", cancellationToken);
    }

    /// <summary>Tries to connect from here: <c>open</c> or <c>closed</c>.</summary>
    public Task<string> TryAsync(string address, CancellationToken cancellationToken) =>
        RunAsync($"timeout 2 bash -c '</dev/tcp/{address}/{Port}' 2>/dev/null && printf open || printf closed", cancellationToken);

    /// <summary>Sends a datagram that says it comes from an address: <c>sent</c>, or the kernel's words.</summary>
    public Task<string> SendFromAsync(string from, string to, int port, CancellationToken cancellationToken, int source = 40_000) =>
        RunAsync(string.Create(CultureInfo.InvariantCulture, $"{Send} {from} {to} {port} {source}"), cancellationToken);

    /// <summary>Tells an end of a conversation by UDP, as a router would, that there is nothing at the other end: <c>sent</c>, or the kernel's words.</summary>
    public Task<string> ForgeAsync(IPEndPoint told, IPEndPoint other, CancellationToken cancellationToken) =>
        RunAsync(string.Create(CultureInfo.InvariantCulture, $"{Forge} {told.Address} {told.Port} {other.Address} {other.Port}"), cancellationToken);

    /// <summary>A socket of UDP that was opened here.</summary>
    public UdpClient Listen(int port = 0) => NetworkNamespace.Run(Process, () => new UdpClient(new IPEndPoint(IPAddress.Any, port)));

    /// <summary>A socket for packets of a protocol of IP that was opened here.</summary>
    public Socket OpenRaw(int protocol) => NetworkNamespace.Run(Process, () => new Socket(new SafeSocketHandle(OpenSocket((int)AddressFamily.InterNetwork, (int)SocketType.Raw, protocol), ownsHandle: true)));

    public async ValueTask DisposeAsync()
    {
        if (_link is not null)
        {
            await ToolRun.RunAsync("ip", ["link", "delete", _link], null, CancellationToken.None);
        }

        _inside.Kill();
        _inside.Dispose();
    }

    // The framework's sockets know few protocols.
    [DllImport("libc", EntryPoint = "socket")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int OpenSocket(int family, int type, int protocol);

    private async Task<string> RunAsync(string script, CancellationToken cancellationToken)
    {
        var run = await ToolRun.RunAsync("nsenter", [$"--target={Process}", "--net", "sh", "-s"], script, cancellationToken);
        return run.Output + run.Errors;
    }
}
