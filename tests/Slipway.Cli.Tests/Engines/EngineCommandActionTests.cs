using System.Diagnostics;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Slipway.Cli.Tests.Repository;
using Slipway.Engines.Api;
using Slipway.Engines.Certificates;

namespace Slipway.Cli.Tests.Engines;

public sealed class EngineCommandActionTests
{
    [Fact]
    public async Task Commands_about_engines_read_none_of_the_machines_authorities_and_hand_nothing_of_it_on()
    {
        await ProgramRun.OfAsync("engine", "ls");
        var keys = EngineAuthority.Create("0123456789", IPAddress.Loopback, TimeProvider.System);
        using var api = new EngineApi("127.0.0.1", keys.Client, TimeProvider.System);

        using var store = new X509Store(StoreName.Root, StoreLocation.LocalMachine, OpenFlags.ReadOnly);
        Assert.Empty(store.Certificates);
        using var child = Process.Start(new ProcessStartInfo("sh", ["-c", "echo \"$SSL_CERT_FILE$SSL_CERT_DIR\""]) { RedirectStandardOutput = true })!;
        var own = Environment.GetEnvironmentVariable("SSL_CERT_FILE") + Environment.GetEnvironmentVariable("SSL_CERT_DIR") + "\n";
        Assert.Equal(own, await child.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
    }
}
