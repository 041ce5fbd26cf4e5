using Slipway.EndToEnd.Tests.Tools;
using Slipway.Testing.Folders;
using Slipway.Testing.Programs;

namespace Slipway.EndToEnd.Tests.Packaging;

/// <summary>The Debian package, made and tried as an administrator would.</summary>
[Trait("needs", "docker")]
public sealed class PackageTests
{
    [Fact]
    public async Task The_package_installs_works_and_is_purged_without_a_trace()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        Assert.SkipUnless(File.Exists("/usr/bin/dpkg-deb"), "packages are made by dpkg-deb, which is not here");
        var missing = await Machine.MissingAsync(cancellationToken);
        Assert.SkipUnless(missing is null, missing ?? "");

        var run = await Tool.RunAsync(new ToolCall(Checkout.PathOf("scripts", "package.sh"), ["--test"]), cancellationToken);

        Assert.True(run.ExitCode == 0, run.Text);
        Assert.EndsWith("== the package installs, works and goes\n", run.Output, StringComparison.Ordinal);
    }
}
