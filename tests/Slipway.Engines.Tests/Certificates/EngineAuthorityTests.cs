using System.Net;
using System.Security.Cryptography.X509Certificates;
using Slipway.Engines.Certificates;
using Slipway.Linux.Tools;

namespace Slipway.Engines.Tests.Certificates;

public sealed class EngineAuthorityTests
{
    [Fact]
    public void An_engines_client_is_trusted_by_its_own_authority_and_by_no_other()
    {
        var first = Create(IPAddress.Parse("10.220.0.2"));
        var second = Create(IPAddress.Parse("10.220.0.6"));
        Assert.True(Trusts(first.Client.Ca, first.Client.Certificate));
        Assert.True(Trusts(first.Client.Ca, first.ServerCertificate));
        Assert.False(Trusts(second.Client.Ca, first.Client.Certificate));
    }

    [Fact]
    public void The_servers_certificate_is_valid_for_its_address_and_the_names_jobs_use()
    {
        using var server = X509Certificate2.CreateFromPem(Create(IPAddress.Parse("10.220.0.2")).ServerCertificate);
        Assert.All((string[])["10.220.0.2", "localhost", "remote-docker"], name => Assert.True(server.MatchesHostname(name), name));
        Assert.False(server.MatchesHostname("10.220.0.6"));
    }

    [Fact]
    public void The_keys_of_an_engine_that_is_made_by_hand_last_for_years()
    {
        var keys = Create(IPAddress.Parse("10.220.0.2"));
        Assert.All((string[])[keys.Client.Ca, keys.Client.Certificate, keys.ServerCertificate], pem =>
        {
            using var certificate = X509Certificate2.CreateFromPem(pem);
            Assert.True(certificate.NotAfter > TimeProvider.System.GetUtcNow().AddYears(5).UtcDateTime);
        });
    }

    [Fact]
    public async Task A_client_that_checks_strictly_accepts_both_certificates()
    {
        var keys = Create(IPAddress.Parse("10.220.0.2"));
        var folder = Directory.CreateTempSubdirectory("slipway-keys-").FullName;
        string Save(string name, string text)
        {
            File.WriteAllText(Path.Combine(folder, name), text);
            return Path.Combine(folder, name);
        }

        var run = await ToolRun.RunAsync(
            "openssl",
            ["verify", "-x509_strict", "-CAfile", Save("ca.pem", keys.Client.Ca), Save("cert.pem", keys.Client.Certificate), Save("server.pem", keys.ServerCertificate)],
            null,
            TestContext.Current.CancellationToken);

        Directory.Delete(folder, recursive: true);
        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
    }

    private static EngineKeys Create(IPAddress address) => EngineAuthority.Create("0000000000", address, TimeProvider.System);

    private static bool Trusts(string authority, string certificate)
    {
        using var root = X509Certificate2.CreateFromPem(authority);
        using var leaf = X509Certificate2.CreateFromPem(certificate);
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(root);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(leaf);
    }
}
