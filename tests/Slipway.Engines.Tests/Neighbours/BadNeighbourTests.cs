using System.Globalization;
using Slipway.Engines.Isolation;

namespace Slipway.Engines.Tests.Neighbours;

/// <summary>Whatever an engine uses up is its own, and its neighbour goes on working meanwhile.</summary>
[Trait("needs", "engine")]
public sealed class BadNeighbourTests(TwoEngines engines) : IClassFixture<TwoEngines>
{
    private const string Done = "the work is done\n";

    [Fact]
    public async Task A_fork_bomb_ends_at_its_engines_limit()
    {
        engines.Require();
        var bomb = engines.MisbehaveAsync("perl -e 'while (1) { $p = fork; if (!defined $p) { printf \"%d after %d\\n\", $!, $n; last } if (!$p) { sleep 15; exit } $n++ } sleep 10'");

        var work = await engines.WorkAsync();

        var said = (await bomb).Split(" after ");
        Assert.Equal("11", said[0]);
        Assert.InRange(int.Parse(said[1], CultureInfo.InvariantCulture), 1, TwoEngines.Pids);
        Assert.Equal(Done, work);
    }

    [Fact]
    public async Task Memory_runs_out_in_the_engine_that_uses_it_up()
    {
        engines.Require();
        var before = Killed(engines.GoodId);

        var hog = engines.MisbehaveAsync("sh -c 'perl -e '\\''$m = \"x\" x (1 << 30); print \"got it\"'\\'''; echo ended $?");
        var work = await engines.WorkAsync();

        Assert.Equal("ended 137\n", (await hog).Replace("Killed\n", "", StringComparison.Ordinal));
        Assert.True(Killed(engines.BadId) > 0);
        Assert.Equal(before, Killed(engines.GoodId));
        Assert.Equal(Done, work);
    }

    [Fact]
    public async Task A_disk_fills_for_the_engine_that_fills_it()
    {
        engines.Require();
        var filling = engines.MisbehaveAsync("dd if=/dev/urandom of=/var/lib/docker/fill bs=1M count=3000 2>&1 | grep -o -e 'No space left on device' -e 'Disk quota exceeded'");
        var work = await engines.WorkAsync();
        var filled = await filling;

        var neighbour = await engines.AskNeighbourAsync("dd if=/dev/urandom of=/var/lib/docker/some bs=1M count=64 2>/dev/null && sync && echo written; rm -f /var/lib/docker/some");
        await engines.MisbehaveAsync("rm -f /var/lib/docker/fill");

        Assert.Contains(filled, (string[])["No space left on device\n", "Disk quota exceeded\n"]);
        Assert.Equal("written\n", neighbour);
        Assert.Equal(Done, work);
    }

    [Fact]
    public async Task A_flood_of_connections_ends_at_the_engines_limit_and_the_hosts_table_does_not_fill()
    {
        engines.Require();
        Assert.SkipUnless(File.Exists("/proc/net/nf_conntrack"), "this kernel does not list its connections");
        var to = HostCanary.Address();
        var flood = string.Create(CultureInfo.InvariantCulture, $$"""
            perl -MSocket=:all -e '
              ($from, $to, $port) = @ARGV; socket(S, AF_INET, SOCK_RAW, 255); $t = pack_sockaddr_in(0, inet_aton($to));
              for $p (10000 .. 30000) { send(S, pack("C2 n3 C2 n a4 a4", 0x45, 0, 29, 7, 0, 64, 17, 0, inet_aton($from), inet_aton($to)) . pack("n4 a", $p, $port, 9, 0, "x"), 0, $t) }
              print "flooded\n"' {{engines.BadAddress}} {{to}} {{engines.Canary.AllowedPort}}
            """);

        var flooding = engines.MisbehaveAsync(flood);
        var work = await engines.WorkAsync();
        Assert.Equal("flooded\n", await flooding);

        var mine = (await File.ReadAllLinesAsync("/proc/net/nf_conntrack", TestContext.Current.CancellationToken)).Count(line => line.Contains($"src={engines.BadAddress} ", StringComparison.Ordinal));
        Assert.InRange(mine, 1, TwoEngines.Connections * 2);
        var connect = string.Create(CultureInfo.InvariantCulture, $"perl -MSocket=:all -e 'socket(S, AF_INET, SOCK_STREAM, 0); alarm 5; print connect(S, pack_sockaddr_in({engines.Canary.AllowedPort}, inet_aton(\"{to}\"))) ? \"connected\" : \"not\"'");
        Assert.Equal("connected", await engines.AskNeighbourAsync(connect));
        Assert.Equal(Done, work);
    }

    private long Killed(string engine)
    {
        var text = engines.ReadGroup(engine, "engine/memory.oom_control") ?? engines.ReadGroup(engine, "memory.events") ?? "oom_kill 0";
        return long.Parse(text.Split('\n').First(line => line.StartsWith("oom_kill ", StringComparison.Ordinal))[9..], CultureInfo.InvariantCulture);
    }
}
