using Slipway.Linux.Tools;

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
        cancellationToken.ThrowIfCancellationRequested();
        var folder = Directory.CreateTempSubdirectory("slipway-interpreters-").FullName;
        // Not abandoned half-way: what is registered is the host's.
        var mount = await ToolRun.RunAsync("mount", ["-t", "binfmt_misc", "none", folder], null, CancellationToken.None);
        if (mount.ExitCode != 0)
        {
            Directory.Delete(folder);
            return new(name, null);
        }

        var canary = new CanaryInterpreter(name, folder);
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "register"), $":{name}:M::{name}::/bin/false:", CancellationToken.None);
            return canary;
        }
        catch
        {
            await canary.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_folder is null)
        {
            return;
        }

        var entry = Path.Combine(_folder, _name);
        if (File.Exists(entry))
        {
            await File.WriteAllTextAsync(entry, "-1", CancellationToken.None);
        }

        if ((await ToolRun.RunAsync("umount", [_folder], null, CancellationToken.None)).ExitCode == 0)
        {
            Directory.Delete(_folder);
        }
    }
}
