using Slipway.Engines.Leases;
using Slipway.Linux.Files;
using Slipway.Linux.Tools;

namespace Slipway.Engines.Isolation;

/// <summary>Runs scripts as an engine's root, through its SSH port.</summary>
internal sealed class EngineShell : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("slipway-trial-");
    private readonly EngineLease _engine;
    private readonly string _key;
    private readonly string _hosts;

    public EngineShell(EngineLease engine)
    {
        _engine = engine;
        _key = Path.Combine(_folder.FullName, "key");
        _hosts = Path.Combine(_folder.FullName, "known_hosts");
        using (var file = new StreamWriter(_key, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = FileModes.PrivateFile }))
        {
            file.Write(engine.Ssh.PrivateKey);
        }
        File.WriteAllText(_hosts, $"{engine.Address} {engine.Ssh.HostKey}\n");
    }

    /// <summary>What the script wrote, errors behind the output.</summary>
    public async Task<string> RunAsync(string script, CancellationToken cancellationToken)
    {
        string[] arguments = ["-q", "-F", "none", "-i", _key, "-o", $"UserKnownHostsFile={_hosts}", "-o", "IdentitiesOnly=yes", $"root@{_engine.Address}", "sh -s"];
        var run = await ToolRun.RunAsync("ssh", arguments, script, cancellationToken);
        return run.Output + run.Errors;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
