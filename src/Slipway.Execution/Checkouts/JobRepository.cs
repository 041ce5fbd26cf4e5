using System.Text;
using Slipway.Linux.Files;
using Slipway.Linux.Repositories;

namespace Slipway.Execution.Checkouts;

/// <summary>
/// A git folder as a job gets it: what a clone would have, by a list of what passes. Hooks, logs, credentials and whatever tools keep beside them stay on this
/// machine, and the config is made anew, see <see cref="JobGitConfig"/>.
/// </summary>
internal sealed class JobRepository(CheckoutFiles files)
{
    private const string DotGit = ".git/";

    private static readonly string[] Files = ["packed-refs", "shallow", "info/exclude", "info/attributes", "info/sparse-checkout", "info/grafts"];
    private static readonly string[] Folders = ["refs", "objects", "lfs/objects", "annex/objects"];

    /// <summary>Working trees of submodules in the checkout, by the folder that git has for each: <c>.git/modules/lib/</c>.</summary>
    private readonly Dictionary<string, string> _submodules = new(StringComparer.Ordinal);

    /// <summary>The file <c>.git</c> of a submodule, which leads into the folder <c>.git/modules</c> of the checkout; false: its folder lies elsewhere.</summary>
    /// <param name="whole">The repository that is checked out.</param>
    /// <param name="submodule">Its submodule, at any depth.</param>
    /// <param name="tree">Where the submodule lies in the checkout.</param>
    public bool TryAddPointer(RepositoryPlace whole, RepositoryPlace submodule, string tree)
    {
        if (!submodule.GitFolder.StartsWith(whole.GitFolder + "/modules/", StringComparison.Ordinal))
        {
            return false;
        }

        var folder = DotGit + submodule.GitFolder[(whole.GitFolder.Length + 1)..];
        _submodules[folder + "/"] = tree;
        files.Add(tree + "/.git", Encoding.UTF8.GetBytes($"gitdir: {Up(tree)}{folder}\n"));
        return true;
    }

    /// <summary>The repository that is checked out.</summary>
    /// <param name="git">As it was opened.</param>
    /// <param name="commit">A commit to be checked out in it; null: what is.</param>
    /// <param name="index">The index of that commit.</param>
    /// <param name="cancellationToken">Covers the reading of configs.</param>
    public async Task AddAsync(Git git, string? commit, byte[]? index, CancellationToken cancellationToken)
    {
        var common = Open(git.Place.CommonFolder);
        var own = Open(git.Place.GitFolder);
        AddCommon(common, DotGit);
        AddOwn(own, DotGit, commit, index);
        files.Add(DotGit + "config", JobGitConfig.For(git.Config));
        if (commit is null)
        {
            await AddModulesAsync(own, "modules", DotGit, cancellationToken);
        }
    }

    /// <summary>A repository within the tree, with a folder <c>.git</c> of its own.</summary>
    public async Task AddNestedAsync(ConfinedFolder folder, string prefix, CancellationToken cancellationToken)
    {
        AddCommon(folder, prefix);
        AddOwn(folder, prefix, null, null);
        var config = await GitConfig.ReadAsync(folder, cancellationToken);
        files.Add(prefix + "config", JobGitConfig.For(config, WorkTree(prefix)));
        await AddModulesAsync(folder, "modules", prefix, cancellationToken);
    }

    private void AddCommon(ConfinedFolder common, string prefix)
    {
        foreach (var file in Files.Where(file => common.Look(file) is { Kind: FileKind.File }))
        {
            files.Add(common, file, prefix + file);
        }

        foreach (var folder in Folders)
        {
            AddFolder(common, folder, prefix);
        }
    }

    private void AddOwn(ConfinedFolder own, string prefix, string? commit, byte[]? index)
    {
        AddOrMake(own, "HEAD", prefix, commit is null ? null : Encoding.UTF8.GetBytes(commit + "\n"));
        if (index is not null || own.Look("index") is { Kind: FileKind.File })
        {
            AddOrMake(own, "index", prefix, index);
        }

        foreach (var entry in own.List().Where(entry => entry.Kind == FileKind.File && entry.Name.StartsWith("sharedindex.", StringComparison.Ordinal)))
        {
            files.Add(own, entry.Name, prefix + entry.Name);
        }
    }

    private void AddOrMake(ConfinedFolder own, string file, string prefix, byte[]? instead)
    {
        if (instead is null)
        {
            files.Add(own, file, prefix + file);
        }
        else
        {
            files.Add(prefix + file, instead);
        }
    }

    private ConfinedFolder Open(string folder) => files.Keep(ConfinedFolder.TryOpen(folder) ?? throw new RepositoryRefusedException($"{folder} is gone"));

    private async Task AddModulesAsync(ConfinedFolder parent, string path, string prefix, CancellationToken cancellationToken)
    {
        foreach (var entry in parent.List(path).Where(entry => entry.Kind == FileKind.Folder))
        {
            var module = $"{path}/{entry.Name}";
            var folder = parent.TryOpenFolder(module) is { } opened ? files.Keep(opened) : null;
            if (folder?.Look("HEAD") is not null)
            {
                await AddNestedAsync(folder, $"{prefix}{module}/", cancellationToken);
            }
            else
            {
                // The name of a submodule may have slashes.
                await AddModulesAsync(parent, module, prefix, cancellationToken);
            }
        }
    }

    private void AddFolder(ConfinedFolder from, string path, string prefix)
    {
        if (from.Look(path) is not { Kind: FileKind.Folder })
        {
            return;
        }

        files.Add(from, path, $"{prefix}{path}/");
        foreach (var entry in from.List(path))
        {
            var name = $"{path}/{entry.Name}";
            if (entry.Kind == FileKind.Folder)
            {
                AddFolder(from, name, prefix);
            }
            else if (entry.Kind == FileKind.File && name is not ("objects/info/alternates" or "objects/info/http-alternates"))
            {
                files.Add(from, name, prefix + name);
            }
        }
    }

    private string? WorkTree(string folder) => _submodules.TryGetValue(folder, out var tree) ? Up(folder.TrimEnd('/') + "/") + tree : null;

    /// <summary>From a folder to the root of the checkout.</summary>
    private static string Up(string path) => string.Concat(Enumerable.Repeat("../", path.TrimEnd('/').Split('/').Length));
}
