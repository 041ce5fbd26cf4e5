using Slipway.Engines.Isolation;
using Slipway.Engines.Settings;

namespace Slipway.Engines.Tests.Isolation;

[Trait("needs", "engine")]
public sealed class IsolationTrialTests
{
    [Fact]
    public async Task Neither_an_engines_root_nor_its_most_privileged_container_gets_out()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        Assert.SkipUnless(File.Exists("/usr/sbin/runc") || File.Exists("/usr/bin/runc"), "needs runc");
        var settings = new EngineSettings { Instance = "trialtest", RunFolder = "/run/slipway-trialtest" };

        var results = await IsolationTrial.RunAsync(settings, TimeProvider.System, TestContext.Current.SendDiagnosticMessage, TestContext.Current.CancellationToken);

        Assert.DoesNotContain(results, result => !result.Held);
        Assert.Equal(2, results.Select(result => result.From).Distinct().Count());
    }
}
