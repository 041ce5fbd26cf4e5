using Slipway.Engines.Roots;
using Slipway.Linux.Failures;

namespace Slipway.Engines.Tests.Roots;

public sealed class RootFilesTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("root");

    [Fact]
    public void A_link_at_the_end_is_replaced_and_not_followed()
    {
        var outside = Path.Combine(_folder.FullName, "outside");
        File.WriteAllText(outside, "kept");
        var root = _folder.CreateSubdirectory("root").FullName;
        Directory.CreateDirectory(Path.Combine(root, "etc"));
        File.CreateSymbolicLink(Path.Combine(root, "etc/hosts"), outside);
        new RootFiles(root).Write("etc/hosts", "new");
        Assert.Equal("kept", File.ReadAllText(outside));
        Assert.Equal("new", File.ReadAllText(Path.Combine(root, "etc/hosts")));
    }

    [Fact]
    public void A_link_on_the_way_is_refused()
    {
        var root = _folder.CreateSubdirectory("root").FullName;
        Directory.CreateSymbolicLink(Path.Combine(root, "etc"), "/etc");
        Assert.Throws<InfrastructureException>(() => new RootFiles(root).Write("etc/slipway-test", "x"));
        Assert.False(File.Exists("/etc/slipway-test"));
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
