using Slipway.Engines.Commands;

namespace Slipway.Engines.Isolation;

/// <summary>
/// An interpreter that the host's kernel knows for the time of a trial, for files that begin with the canary's name: who sees it sets the host's.
/// There is none where the kernel has no binfmt_misc.
/// </summary>
internal sealed class CanaryInterpreter : IAsyncDisposable
{
    private readonly string _name;
    private readonly string? _folder;

    private CanaryInterpreter(string name, string? folder)
    {
        _name = name;
        _folder = folder;
    }

    public static async Task<CanaryInterpreter> SetOutAsync(string name, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("slipway-interpreters-").FullName;
        var mount = await ToolRun.RunAsync("mount", ["-t", "binfmt_misc", "none", folder], null, cancellationToken);
        if (mount.ExitCode != 0)
        {
            Directory.Delete(folder);
            return new(name, null);
        }

        await File.WriteAllTextAsync(Path.Combine(folder, "register"), $":{name}:M::{name}::/bin/false:", cancellationToken);
        return new(name, folder);
    }

    public async ValueTask DisposeAsync()
    {
        if (_folder is not null)
        {
            await File.WriteAllTextAsync(Path.Combine(_folder, _name), "-1", CancellationToken.None);
            await ToolRun.RunAsync("umount", [_folder], null, CancellationToken.None);
            Directory.Delete(_folder);
        }
    }
}
