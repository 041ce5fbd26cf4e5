using System.Diagnostics;
using Slipway.Testing.Folders;

namespace Slipway.Cli.Tests.Repository;

/// <summary>The unit of the engine host: hardened as far as engines allow, and no further.</summary>
public sealed class ServiceUnitTests
{
    // In tenths, as systemd-analyze takes it.
    private const int MostExposure = 79;
    private static readonly string Unit = Checkout.PathOf("packaging", "slipway.service");
    private static readonly Dictionary<string, string[]> Groups = new()
    {
        ["@module"] = ["delete_module", "finit_module", "init_module"],
        ["@raw-io"] = ["ioperm", "iopl", "pciconfig_iobase", "pciconfig_read", "pciconfig_write", "s390_pci_mmio_read", "s390_pci_mmio_write"],
        ["@reboot"] = ["kexec_file_load", "kexec_load", "reboot"],
        ["@swap"] = ["swapoff", "swapon"],
    };

    [Theory]
    [InlineData("CAP_SYS_MODULE")]
    [InlineData("CAP_SYS_TIME")]
    [InlineData("CAP_SYS_BOOT")]
    [InlineData("CAP_SYS_RAWIO")]
    [InlineData("CAP_BPF")]
    [InlineData("CAP_SYSLOG")]
    [InlineData("CAP_MAC_ADMIN")]
    public void The_daemon_has_no_capability_that_no_engine_needs(string capability)
    {
        var kept = Values("CapabilityBoundingSet").SelectMany(value => value.Split(' '));
        Assert.Contains("CAP_SYS_ADMIN", kept);
        Assert.DoesNotContain(capability, kept);
    }

    /// <summary>A filter of the daemon is inherited by its engines, where it must refuse nothing that is promised.</summary>
    [Fact]
    public void No_filter_refuses_what_engines_may_do()
    {
        var engines = File.ReadAllText(Checkout.PathOf("src", "Slipway.Engines", "Sandboxes", "syscalls.txt")).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToHashSet();
        var refused = Values("SystemCallFilter").SelectMany(value => value.TrimStart('~').Split(' ')).SelectMany(name => Groups.GetValueOrDefault(name) ?? [name]).ToList();

        Assert.Contains("init_module", refused);
        Assert.All(Values("SystemCallFilter"), value => Assert.StartsWith("~", value, StringComparison.Ordinal));
        Assert.DoesNotContain(refused, engines.Contains);
        Assert.Equal(["EPERM"], Values("SystemCallErrorNumber"));
        Assert.Equal(["AF_UNIX AF_INET AF_INET6 AF_NETLINK AF_PACKET"], Values("RestrictAddressFamilies"));
    }

    /// <summary>What an engine mounts, the next daemon and root's commands must see.</summary>
    [Theory]
    [InlineData("ProtectSystem")]
    [InlineData("ProtectHome")]
    [InlineData("ProtectProc")]
    [InlineData("ProtectControlGroups")]
    [InlineData("ProtectKernelTunables")]
    [InlineData("ProtectKernelModules")]
    [InlineData("ProtectKernelLogs")]
    [InlineData("PrivateTmp")]
    [InlineData("PrivateDevices")]
    [InlineData("ReadWritePaths")]
    [InlineData("NoNewPrivileges")]
    [InlineData("LockPersonality")]
    [InlineData("MemoryDenyWriteExecute")]
    [InlineData("RestrictSUIDSGID")]
    [InlineData("SystemCallArchitectures")]
    public void Nothing_that_engines_cannot_have_is_set_without_a_thought(string directive)
    {
        Assert.Empty(Values(directive));
        Assert.Contains($"`{directive}`", File.ReadAllText(Checkout.PathOf("docs", "decisions", "service-hardening.md")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_exposure_is_bounded()
    {
        var analyze = (string[])["/usr/bin/systemd-analyze", "/bin/systemd-analyze"];
        Assert.SkipUnless(analyze.Any(File.Exists), "systemd-analyze is not here");
        using var process = Process.Start(new ProcessStartInfo(analyze.First(File.Exists), ["security", "--offline=true", $"--threshold={MostExposure}", "--no-pager", Unit]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(process.ExitCode == 0, (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1] + errors);
    }

    private static List<string> Values(string directive) =>
        [.. File.ReadAllLines(Unit).Where(line => line.StartsWith(directive + "=", StringComparison.Ordinal)).Select(line => line[(directive.Length + 1)..])];
}
