using Slipway.Engines.Isolation;
using Slipway.Engines.Settings;
using Slipway.Testing.Folders;

namespace Slipway.Engines.Tests.Isolation;

[Trait("needs", "engine")]
[Collection(nameof(IsolationTrialTests))]
public sealed class IsolationTrialTests
{
    [Fact]
    public async Task Nobody_gets_out_of_an_engine_nor_at_it()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        Assert.SkipUnless(File.Exists("/usr/sbin/runc") || File.Exists("/usr/bin/runc"), "needs runc");
        var settings = new EngineSettings { Instance = "trialtest", RunFolder = "/run/slipway-trialtest" };
        await using var metadata = await MetadataStandIn.MakeAsync(TestContext.Current.CancellationToken);

        var results = await IsolationTrial.RunAsync(settings, TimeProvider.System, TestContext.Current.SendDiagnosticMessage, TestContext.Current.CancellationToken);

        Assert.DoesNotContain(results, result => !result.Held);
        Assert.Equal(await ProbesOfThePageAsync(), results.Select(result => (result.Probe, result.Claim)).Distinct().Order());
        Assert.Equal(["engine, root", "privileged container", "job's network", "another network", "anywhere"], results.Select(result => result.From).Distinct());
    }

    /// <summary>The table of docs/security.md, which stands beside the solution.</summary>
    private static async Task<IEnumerable<(string Probe, string Claim)>> ProbesOfThePageAsync()
    {
        var lines = await File.ReadAllLinesAsync(Checkout.PathOf("docs", "security.md"), TestContext.Current.CancellationToken);
        return lines.SkipWhile(line => !line.StartsWith("| | probe |", StringComparison.Ordinal)).Skip(2).TakeWhile(line => line.Length > 0).Select(line => line.Split('|'))
            .Select(cells => (cells[2].Trim(' ', '`'), cells[3].Trim())).Order();
    }
}
