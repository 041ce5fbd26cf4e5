using System.Globalization;
using Slipway.Linux.Failures;
using Slipway.Linux.Files;
using Slipway.Linux.Tools;

namespace Slipway.Engines.Sandboxes;

/// <summary>The OCI runtime's command line (opencontainers/runtime-tools' agreed commands: run, kill, delete).</summary>
internal sealed class OciRuntime(string tool, string stateFolder)
{
    /// <summary>Starts a bundle's sandbox; its first process' id on the host.</summary>
    public async Task<int> RunAsync(string id, string bundle, CancellationToken cancellationToken)
    {
        var pidFile = Path.Combine(bundle, "pid");
        var run = await InvokeAsync(["run", "--detach", "--bundle", bundle, "--pid-file", pidFile, id], cancellationToken);
        return run.ExitCode == 0
            ? int.Parse(await File.ReadAllTextAsync(pidFile, cancellationToken), CultureInfo.InvariantCulture)
            : throw new InfrastructureException($"{tool} could not start the sandbox: {run.Errors.Trim()}");
    }

    /// <summary>Asks the sandbox's first process to end.</summary>
    public Task StopAsync(string id, CancellationToken cancellationToken) => InvokeAsync(["kill", id, "TERM"], cancellationToken);

    /// <summary>Kills what still runs and forgets the sandbox; harmless when it is unknown.</summary>
    public async Task DeleteAsync(string id, CancellationToken cancellationToken)
    {
        if (Directory.Exists(Path.Combine(stateFolder, id)))
        {
            await InvokeAsync(["delete", "--force", id], cancellationToken);
        }
    }

    /// <summary>The sandboxes the runtime knows of.</summary>
    public IReadOnlyList<string> List() => Folders.In(stateFolder);

    private Task<ToolRun> InvokeAsync(IEnumerable<string> arguments, CancellationToken cancellationToken) =>
        ToolRun.RunAsync(tool, ["--root", stateFolder, .. arguments], null, cancellationToken);
}
