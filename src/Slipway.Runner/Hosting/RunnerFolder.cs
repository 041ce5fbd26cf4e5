using System.Text.Json;
using Slipway.Linux.Files;
using Slipway.Model.Runners;

namespace Slipway.Runner.Hosting;

/// <summary>Where a runner keeps what outlives it: its key, and the assignments that it has.</summary>
public sealed record RunnerFolder(string Path)
{
    private const string IdentityFile = "identity.json";
    private const int MostBytes = 1 << 16;

    public string Work => System.IO.Path.Combine(Path, "work");

    public string Identity => System.IO.Path.Combine(Path, IdentityFile);

    public string Lock => System.IO.Path.Combine(Path, "lock");

    /// <returns>Null: no server knows it yet.</returns>
    public RunnerIdentity? ReadIdentity()
    {
        using var folder = ConfinedFolder.TryOpen(Path);
        return folder?.TryRead(IdentityFile, MostBytes) is { } content ? JsonSerializer.Deserialize(content, RunnerJson.Default.RunnerIdentity) : null;
    }

    public void WriteIdentity(RunnerIdentity identity)
    {
        using var folder = ConfinedFolder.TryOpen(Path) ?? throw new DirectoryNotFoundException($"{Path} is not there");
        folder.Write(IdentityFile, JsonSerializer.SerializeToUtf8Bytes(identity, RunnerJson.Default.RunnerIdentity));
        File.SetUnixFileMode(Identity, FileModes.PrivateFile);
    }

    public void Create()
    {
        Directory.CreateDirectory(Path, FileModes.PrivateFolder);
        Directory.CreateDirectory(Work, FileModes.PrivateFolder);
    }
}
