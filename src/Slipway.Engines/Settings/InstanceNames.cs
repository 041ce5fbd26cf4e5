using System.IO.Hashing;
using System.Text;
using Slipway.Linux.Kernel;

namespace Slipway.Engines.Settings;

/// <summary>The names in the kernel that belong to one instance.</summary>
public sealed class InstanceNames
{
    private readonly EngineSettings _settings;

    public InstanceNames(EngineSettings settings)
    {
        _settings = settings;
        InterfacePrefix = settings.Instance == "slipway" ? "slw-" : "s" + Convert.ToHexStringLower(Crc32.Hash(Encoding.UTF8.GetBytes(settings.Instance)))[..4];
    }

    /// <summary>How the host's ends of engines' links begin: at most 5 characters, no instance's prefix begins another's.</summary>
    public string InterfacePrefix { get; }

    /// <summary>The nftables table, in family inet; never a word of nft's own language, such as dynamic.</summary>
    public string Table => Own(_settings.Instance);

    /// <summary>The control group under which every engine has its own, without a leading slash.</summary>
    public string CgroupRoot => Own(_settings.Instance);

    public string Instance => _settings.Instance;

    /// <summary>An instance's name where other programs have names too: whatever it is called, docker for one, it takes none of theirs.</summary>
    internal static string Own(string instance) => instance.StartsWith("slipway", StringComparison.Ordinal) ? instance : "slipway-" + instance;

    /// <summary>The folder of an engine's own files while it lives.</summary>
    public string EngineFolder(string engineId) => Path.Combine(EnginesFolder, engineId);

    public string EnginesFolder => Path.Combine(_settings.RunFolder, "engines");

    /// <summary>The OCI runtime's own state.</summary>
    public string RuntimeFolder => Path.Combine(_settings.RunFolder, "runtime");

    /// <summary>The places of those engines that are starting.</summary>
    public string StartsFolder => Path.Combine(LocksFolder, "starts");

    public string HostSocket => Path.Combine(_settings.RunFolder, "host.sock");

    /// <summary>Held while a slot is claimed, and while what all engines share is taken away: so neither meets the other half done. It outlives the run folder.</summary>
    public string ClaimsLock => Path.Combine(LocksFolder, "claims");

    /// <summary>Held by the one daemon as long as it lives.</summary>
    public string HostLock => Path.Combine(LocksFolder, "host");

    /// <summary>Held by the one process that reaps.</summary>
    public string ReapLock => Path.Combine(LocksFolder, "reap");

    /// <summary>Held by the one process that waits to reap next.</summary>
    public string NextReapLock => Path.Combine(LocksFolder, "reap-next");

    public string LocksFolder => Path.Combine(_settings.StateFolder, "locks", _settings.Instance);

    /// <summary>What the process behind short-lived commands has to say.</summary>
    public string ReaperLog => Path.Combine(LocksFolder, "reaper.log");

    /// <summary>Removes those of the run folder's folders that hold nothing.</summary>
    internal void RemoveEmptyFolders()
    {
        foreach (var folder in (string[])[EnginesFolder, RuntimeFolder, Path.Combine(_settings.RunFolder, "disks"), _settings.RunFolder])
        {
            _ = Libc.RemoveEmptyFolder(folder);
        }
    }

    public string Interface(string engineId) => InterfacePrefix + engineId;
}
