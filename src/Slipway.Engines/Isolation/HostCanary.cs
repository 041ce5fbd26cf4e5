using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Security.Cryptography;
using Slipway.Linux.Cgroups;
using Slipway.Linux.Tools;

namespace Slipway.Engines.Isolation;

/// <summary>What an engine must not reach, set out on the host for the time of a trial: a file, a process, a key, a control group, an interpreter, services.</summary>
internal sealed class HostCanary : IAsyncDisposable
{
    private const string AddKey = "($t, $d, $p) = ('user', $ARGV[0], 'x'); $r = syscall(248, $t, $d, $p, 1, -4); print $r; exit($r < 0 ? 1 : 0)";

    private const string DropKey = "syscall(250, 9, 0 + $ARGV[0], -4)";

    private readonly string _file;
    private readonly string _group;
    private readonly string _key;
    private readonly Process _process;
    private readonly CanaryServices _services;
    private readonly CanaryInterpreter _interpreter;

    private HostCanary(string name, string key, string file, string group, Process process, CanaryInterpreter interpreter)
    {
        _file = file;
        _group = group;
        _key = key;
        _process = process;
        _interpreter = interpreter;
        _services = new CanaryServices(file + ".sock", name);
        Places = new Dictionary<string, string>
        {
            ["CANARY_FILE"] = file,
            ["CANARY_SOCKET"] = file + ".sock",
            ["CANARY_SECONDS"] = process.StartInfo.ArgumentList[0],
            ["CANARY_PID"] = process.Id.ToString(CultureInfo.InvariantCulture),
            ["CANARY_KEY"] = name,
            ["CANARY_DISK"] = DiskNumbers(),
            ["CANARY_PORT"] = _services.Port.ToString(CultureInfo.InvariantCulture),
            ["CANARY_ALLOWED_PORT"] = _services.AllowedPort.ToString(CultureInfo.InvariantCulture),
        };
    }

    /// <summary>The environment that tells the probes where everything is.</summary>
    public IReadOnlyDictionary<string, string> Places { get; }

    /// <summary>Where a service answers that the settings may allow.</summary>
    public int AllowedPort => _services.AllowedPort;

    /// <summary>Whether a datagram came to the host's services from an address.</summary>
    public bool HasHeardFrom(IPAddress address) => _services.HasHeardFrom(address);

    public static async Task<HostCanary> SetOutAsync(CancellationToken cancellationToken)
    {
        var name = $"slipway-canary-{RandomNumberGenerator.GetHexString(12, lowercase: true)}";
        var file = Path.Combine("/var/tmp", name);
        var key = await ToolRun.MustAsync("perl", ["-e", AddKey, name], null, cancellationToken);
        await File.WriteAllTextAsync(file, name, cancellationToken);
        var hierarchies = CgroupHierarchies.Read();
        var group = Path.Combine(hierarchies.Folders.FirstOrDefault(folder => folder.EndsWith("/pids", StringComparison.Ordinal)) ?? hierarchies.Folders[0], name);
        Directory.CreateDirectory(group);
        var seconds = $"{RandomNumberGenerator.GetInt32(100_000, 999_999)}.{RandomNumberGenerator.GetInt32(100_000, 999_999)}";
        var interpreter = await CanaryInterpreter.SetOutAsync(name, cancellationToken);
        return new HostCanary(name, key.Trim(), file, group, ToolStart.Begin(ToolStart.Of("sleep", [seconds])), interpreter);
    }

    /// <summary>The host's own addresses, those of its bridges and of the engines' links included.</summary>
    /// <returns>IPv4 and IPv6, each with spaces between.</returns>
    public static (string Four, string Six) Addresses()
    {
        var all = HostAddresses();
        var six = all.Where(address => address.AddressFamily == AddressFamily.InterNetworkV6).Select(address => new IPAddress(address.GetAddressBytes()));
        return (string.Join(' ', all.Where(address => address.AddressFamily == AddressFamily.InterNetwork)), string.Join(' ', six));
    }

    /// <summary>One IPv4 address of the host by which its services can be asked for.</summary>
    public static IPAddress Address() => HostAddresses().First(address => address.AddressFamily == AddressFamily.InterNetwork);

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        _process.Kill();
        _process.Dispose();
        File.Delete(_file);
        CgroupFiles.TryRemove(_group);
        await ToolRun.RunAsync("perl", ["-e", DropKey, _key], null, CancellationToken.None);
        await _interpreter.DisposeAsync();
    }

    private static List<IPAddress> HostAddresses() =>
        [.. NetworkInterface.GetAllNetworkInterfaces().SelectMany(link => link.GetIPProperties().UnicastAddresses).Select(address => address.Address).Where(address => !IPAddress.IsLoopback(address))];

    private static string DiskNumbers()
    {
        var disk = Directory.GetDirectories("/sys/block").Where(path => !Path.GetFileName(path).StartsWith("loop", StringComparison.Ordinal)).FirstOrDefault(path => Directory.Exists(Path.Combine(path, "bdi")));
        return disk is null ? "7 0" : File.ReadAllText(Path.Combine(disk, "dev")).Trim().Replace(':', ' ');
    }
}
