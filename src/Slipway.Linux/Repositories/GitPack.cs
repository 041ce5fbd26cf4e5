using System.Text;
using Slipway.Linux.Files;

namespace Slipway.Linux.Repositories;

/// <summary>A pack that git makes, in a folder of its own among the large temporary files.</summary>
internal sealed class GitPack : IDisposable
{
    private const string Name = "pack";

    private readonly TemporaryFolder _top = TemporaryFolder.MakeForLargeFiles();
    private readonly string _objects;

    /// <param name="user">As whom git runs; null: as this process.</param>
    public GitPack(uint? user)
    {
        _objects = Path.Combine(_top.Path, "objects");
        var packs = Path.Combine(_objects, Name);
        Directory.CreateDirectory(packs);
        if (user is { } id)
        {
            File.SetUnixFileMode(_top.Path, FileModes.PassableFolder);
            Git.Give(_objects, id);
            Git.Give(packs, id);
        }

        Folder = ConfinedFolder.TryOpen(packs) ?? throw new DirectoryNotFoundException($"{packs} is gone");
    }

    /// <summary>Holds the pack and its index.</summary>
    public ConfinedFolder Folder { get; }

    /// <summary>What is compressed in other packs is taken as it is, and nothing is compared with anything.</summary>
    /// <exception cref="GitFailedException">Objects cannot be read, or there is no room.</exception>
    public async Task FillAsync(GitProcess process, IReadOnlyDictionary<string, string> variables, IEnumerable<string> ids, TimeSpan patience, CancellationToken cancellationToken)
    {
        var list = new StringBuilder();
        foreach (var id in ids)
        {
            list.Append(id).Append('\n');
        }

        // git makes files in its own folder of objects only, so this is it, and it borrows from the repository's.
        var borrowing = new Dictionary<string, string>(variables)
        {
            ["GIT_OBJECT_DIRECTORY"] = _objects,
            ["GIT_ALTERNATE_OBJECT_DIRECTORIES"] = Path.Combine(variables["GIT_DIR"], "objects"),
        };
        string[] command = ["pack-objects", "--window=0", "--delta-base-offset", "--compression=1", "-q", Path.Combine(_objects, Name, Name)];
        var packed = await process.RunAsync(command, borrowing, Encoding.ASCII.GetBytes(list.ToString()), cancellationToken, patience);
        if (packed.ExitCode != 0)
        {
            throw new GitFailedException($"The objects of {variables[GitSettings.WorkTree]} cannot be packed below {_top.Path}: {packed.Errors}");
        }
    }

    public void Dispose()
    {
        Folder.Dispose();
        _top.Dispose();
    }
}
