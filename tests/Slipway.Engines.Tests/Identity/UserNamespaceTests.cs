using System.Diagnostics;
using System.Globalization;
using Slipway.Engines.Identity;
using Slipway.Linux.Kernel;

namespace Slipway.Engines.Tests.Identity;

[Trait("needs", "root")]
public sealed class UserNamespaceTests
{
    private const uint Root = 0x7000_0000;
    private const int Signals = 3000;

    /// <summary>Queues signals to itself, says so, and keeps them until its input ends.</summary>
    private const string Queue = "$| = 1; sigprocmask(SIG_BLOCK, POSIX::SigSet->new(40)); kill(40, $$) for 1 .. $ARGV[0]; print qq(queued\n); <STDIN>";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void The_namespace_belongs_to_the_engines_root_and_the_process_that_made_it_stays_the_hosts()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var map = UserNamespace.Create([new(0, Root, 65_536)]);

        Assert.Equal(Root, OwnerOf(map));
        Assert.Contains("Uid:\t0\t0\t0\t0", File.ReadAllText("/proc/thread-self/status"), StringComparison.Ordinal);
    }

    [Fact]
    public void It_holds_all_ids_and_others_can_open_it_by_its_path()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var map = UserNamespace.Create([new(0, Root, 65_536), new(65_536, 0x8000_0000, 1000)]);
        using var process = Process.Start(new ProcessStartInfo("nsenter", [$"--user={map.Path}", "cat", "/proc/self/uid_map"]) { RedirectStandardOutput = true })!;

        var numbers = process.StandardOutput.ReadToEnd().Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();

        Assert.DoesNotMatch("^/proc/[0-9]", map.Path);
        Assert.Equal(["0", "1879048192", "65536", "65536", "2147483648", "1000"], numbers);
    }

    [Fact]
    public async Task What_is_queued_in_it_does_not_count_for_the_hosts_root_and_does_in_one_that_root_owns()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var map = UserNamespace.Create([new(0, Root, 65_536)]);

        Assert.InRange(await RiseAsync("nsenter", [$"--user={map.Path}", "--setuid=0", "--setgid=0"]), int.MinValue, Signals / 2);
        Assert.InRange(await RiseAsync("unshare", ["--user", "--map-root-user"]), Signals / 2, int.MaxValue);
    }

    private static unsafe uint OwnerOf(UserNamespace map)
    {
        const nuint GetOwner = 0xb704;
        uint owner;
        Assert.Equal(0, Libc.Ioctl(map.Handle, GetOwner, &owner));
        return owner;
    }

    /// <summary>By how much the count of the host's root rose while the signals were queued.</summary>
    private static async Task<int> RiseAsync(string tool, IEnumerable<string> arguments)
    {
        var before = QueuedForRoot();
        using var process = Process.Start(new ProcessStartInfo(tool, [.. arguments, "perl", "-MPOSIX", "-e", Queue, $"{Signals}"]) { RedirectStandardOutput = true, RedirectStandardInput = true })!;
        Assert.Equal("queued", await process.StandardOutput.ReadLineAsync(Token));
        var rise = QueuedForRoot() - before;
        process.StandardInput.Close();
        await process.WaitForExitAsync(Token);
        return rise;
    }

    private static int QueuedForRoot() =>
        int.Parse(File.ReadLines("/proc/self/status").First(line => line.StartsWith("SigQ:", StringComparison.Ordinal)).Split(':', '/')[1], CultureInfo.InvariantCulture);
}
