using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Security.Cryptography;
using Slipway.Engines.Storage;

namespace Slipway.Engines.Isolation;

/// <summary>What an engine must not reach, set out on the host for the time of a trial: a file, a process, a key, a service.</summary>
internal sealed class HostCanary : IAsyncDisposable
{
    private const string AddKey = "($t, $d, $p) = ('user', $ARGV[0], 'x'); $r = syscall(248, $t, $d, $p, 1, -4); print $r; exit($r < 0 ? 1 : 0)";

    private const string DropKey = "syscall(250, 9, 0 + $ARGV[0], -4)";

    private readonly string _file;
    private readonly string _key;
    private readonly Process _process;
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _answering;

    private HostCanary(string name, string key, string file, Process process, TcpListener listener)
    {
        _file = file;
        _key = key;
        _process = process;
        _listener = listener;
        _answering = AnswerAsync(listener, _end.Token);
        Places = new Dictionary<string, string>
        {
            ["CANARY_FILE"] = file,
            ["CANARY_SECONDS"] = process.StartInfo.ArgumentList[0],
            ["CANARY_KEY"] = name,
            ["CANARY_DISK"] = DiskNumbers(),
            ["CANARY_PORT"] = ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture),
        };
    }

    /// <summary>The environment that tells the probes where everything is.</summary>
    public IReadOnlyDictionary<string, string> Places { get; }

    public static async Task<HostCanary> SetOutAsync(CancellationToken cancellationToken)
    {
        var name = $"slipway-canary-{RandomNumberGenerator.GetHexString(12, lowercase: true)}";
        var file = Path.Combine("/var/tmp", name);
        var key = await ToolProcess.RunAsync("perl", ["-e", AddKey, name], cancellationToken);
        await File.WriteAllTextAsync(file, name, cancellationToken);
        var seconds = $"{RandomNumberGenerator.GetInt32(100_000, 999_999)}.{RandomNumberGenerator.GetInt32(100_000, 999_999)}";
        var process = Process.Start("sleep", [seconds]);
        var listener = TcpListener.Create(0);
        listener.Start();
        return new HostCanary(name, key.Trim(), file, process, listener);
    }

    /// <summary>The host's own addresses, those of its bridges and of the engines' links included, and the metadata address.</summary>
    /// <returns>IPv4 and IPv6, each with spaces between.</returns>
    public static (string Four, string Six) Addresses()
    {
        var all = NetworkInterface.GetAllNetworkInterfaces()
            .SelectMany(link => link.GetIPProperties().UnicastAddresses)
            .Select(address => address.Address)
            .Where(address => !IPAddress.IsLoopback(address))
            .ToList();
        var four = all.Where(address => address.AddressFamily == AddressFamily.InterNetwork).Append(IPAddress.Parse("169.254.169.254"));
        var six = all.Where(address => address.AddressFamily == AddressFamily.InterNetworkV6).Select(address => new IPAddress(address.GetAddressBytes()));
        return (string.Join(' ', four), string.Join(' ', six));
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _answering;
        _process.Kill();
        _process.Dispose();
        File.Delete(_file);
        await ToolProcess.TryRunAsync("perl", ["-e", DropKey, _key], CancellationToken.None);
        _end.Dispose();
    }

    private static async Task AnswerAsync(TcpListener listener, CancellationToken end)
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync(end);
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The trial is over.
        }
    }

    private static string DiskNumbers()
    {
        var disk = Directory.GetDirectories("/sys/block").Where(path => !Path.GetFileName(path).StartsWith("loop", StringComparison.Ordinal)).FirstOrDefault(path => Directory.Exists(Path.Combine(path, "bdi")));
        return disk is null ? "7 0" : File.ReadAllText(Path.Combine(disk, "dev")).Trim().Replace(':', ' ');
    }
}
