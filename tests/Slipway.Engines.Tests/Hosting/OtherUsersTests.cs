using System.Net.Sockets;
using Slipway.Engines.Hosting;
using Slipway.Engines.Leases;
using Slipway.Engines.Lifecycle;
using Slipway.Linux.Failures;
using Slipway.Linux.Tools;

namespace Slipway.Engines.Tests.Hosting;

/// <summary>What the daemon tells and does for a user who has not leased an engine.</summary>
[Trait("needs", "engine")]
public sealed class OtherUsersTests
{
    private const uint Nobody = 65534;

    private const string Ask = """
        socket(S, PF_UNIX, SOCK_STREAM, 0); connect(S, sockaddr_un($ARGV[0])) or die "connect: $!";
        $SIG{PIPE} = 'IGNORE';
        for my $line (@ARGV[1..$#ARGV]) { syswrite S, "$line\n"; print scalar <S>; }
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Another_users_engine_is_shown_without_its_keys_and_not_released()
    {
        await using var bench = new EngineBench("slipway-users");
        using var services = new EngineHostServices(bench.Settings, TimeProvider.System);
        await using var lease = await bench.Host.LeaseAsync(new EngineRequest { OwnerProcess = Environment.ProcessId }, Token);
        string[] requests = ["""{"list":true}""", $$$"""{"release":{"id":"{{{lease.Id}}}","succeeded":false}}"""];

        var others = await AskAsync(bench.Host, services, requests);
        ClientFiles.GiveTo(services.Names.EngineFolder(lease.Id), Nobody, Nobody);
        var own = await AskAsync(bench.Host, services, requests);

        Assert.Contains(lease.Id, others[0], StringComparison.Ordinal);
        Assert.DoesNotContain("PRIVATE KEY", others[0], StringComparison.Ordinal);
        Assert.Contains($"The engine {lease.Id} is another user", others[1], StringComparison.Ordinal);
        Assert.Contains("PRIVATE KEY", own[0], StringComparison.Ordinal);
        Assert.Contains($"\"ended\":[\"{lease.Id}\"]", own[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_leased_an_engine_reads_its_keys_and_changes_nothing_of_what_root_removes_in_the_end()
    {
        await using var bench = new EngineBench("slipway-users");
        using var services = new EngineHostServices(bench.Settings, TimeProvider.System);
        await using var lease = await bench.Host.LeaseAsync(new EngineRequest { OwnerProcess = Environment.ProcessId }, Token);
        var folder = ClientFiles.FolderIn(services.Names.EngineFolder(lease.Id));

        ClientFiles.GiveTo(services.Names.EngineFolder(lease.Id), Nobody, Nobody);

        await AsNobodyAsync("test", "-r", Path.Combine(folder, "key.pem"));
        await Assert.ThrowsAsync<InfrastructureException>(() => AsNobodyAsync("mkdir", Path.Combine(folder, "mine")));
        await Assert.ThrowsAsync<InfrastructureException>(() => AsNobodyAsync("rm", "-f", Path.Combine(folder, "key.pem")));
    }

    [Fact]
    public async Task A_request_without_an_end_or_with_limits_that_are_none_is_refused()
    {
        await using var bench = new EngineBench("slipway-users");
        using var services = new EngineHostServices(bench.Settings, TimeProvider.System);

        var answers = await AskAsync(bench.Host, services, ["""{"lease":{"owner":"x","limits":{"cpus":1,"memoryBytes":1000000000,"diskBytes":1000000000,"pids":-7}}}"""]);
        var none = await AskAsync(bench.Host, services, [new string('x', 100_000)]);

        Assert.Contains("limits must be more than 0", answers[0], StringComparison.Ordinal);
        Assert.Equal([""], none);
    }

    private static Task<string> AsNobodyAsync(params string[] command) =>
        ToolRun.MustAsync("setpriv", [$"--reuid={Nobody}", $"--regid={Nobody}", "--clear-groups", .. command], null, Token);

    /// <summary>The answers that a process of the user nobody gets.</summary>
    private static async Task<string[]> AskAsync(LocalEngineHost host, EngineHostServices services, string[] requests)
    {
        var folder = Directory.CreateTempSubdirectory("slipway-users-");
        var path = Path.Combine(folder.FullName, "host.sock");
        using var listening = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listening.Bind(new UnixDomainSocketEndPoint(path));
        listening.Listen();
        const UnixFileMode Everybody = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
        File.SetUnixFileMode(folder.FullName, Everybody);
        File.SetUnixFileMode(path, Everybody);
        var asking = ToolRun.MustAsync("setpriv", [$"--reuid={Nobody}", $"--regid={Nobody}", "--clear-groups", "perl", "-MSocket", "-e", Ask, path, .. requests], null, Token);
        await using (var client = new HostSession(await listening.AcceptAsync(Token), host, services, _ => { }))
        {
            await client.ServeAsync(Token);
        }
        folder.Delete(recursive: true);
        return (await asking).TrimEnd().Split('\n');
    }
}
