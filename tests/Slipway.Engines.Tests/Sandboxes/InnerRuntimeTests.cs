using Slipway.Engines.Sandboxes;
using Slipway.Linux.Tools;

namespace Slipway.Engines.Tests.Sandboxes;

public sealed class InnerRuntimeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("slipway-runtime-").FullName;

    [Theory]
    [InlineData("""["CAP_CHOWN","CAP_SYS_RESOURCE","CAP_KILL"]""", """["CAP_CHOWN","CAP_KILL"]""")]
    [InlineData("""["CAP_SYS_RESOURCE","CAP_KILL","CAP_BPF"]""", """["CAP_KILL"]""")]
    [InlineData("""["CAP_BPF"]""", "[]")]
    public async Task What_the_machine_withholds_is_not_asked_for(string asked, string left)
    {
        var bundle = Path.Combine(_folder, "config.json");
        await File.WriteAllTextAsync(bundle, asked, TestContext.Current.CancellationToken);
        var process = Path.Combine(_folder, "process");
        await File.WriteAllTextAsync(process, asked, TestContext.Current.CancellationToken);

        await RunAsync("--root", "/x", "create", "--bundle", _folder, "id");
        var said = await RunAsync("exec", "--process", process, "--detach", "id");

        Assert.Equal("exec --process " + process + " --detach id", said.Trim());
        Assert.Equal(left, await File.ReadAllTextAsync(bundle, TestContext.Current.CancellationToken));
        Assert.Equal(left, await File.ReadAllTextAsync(process, TestContext.Current.CancellationToken));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<string> RunAsync(params string[] arguments)
    {
        var script = Path.Combine(_folder, "runc");
        await File.WriteAllTextAsync(script, InnerRuntime.Script(["CAP_SYS_RESOURCE", "CAP_BPF"], "echo"), TestContext.Current.CancellationToken);
        return await ToolRun.MustAsync("sh", [script, .. arguments], null, TestContext.Current.CancellationToken);
    }
}
