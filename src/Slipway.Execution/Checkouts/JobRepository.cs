using System.Text;
using Slipway.Linux.Files;
using Slipway.Linux.Kernel;
using Slipway.Linux.Repositories;

namespace Slipway.Execution.Checkouts;

/// <summary>
/// A git folder as a job gets it: what a clone would have, by a list of what passes. Hooks, logs, credentials and whatever tools keep beside them stay on this
/// machine, and the config is made anew, see <see cref="JobGitConfig"/>. Of refs, branches and tags pass, not what git and tools keep for themselves, such as
/// <c>refs/stash</c>; of objects, what those, HEAD and the index lead to.
/// </summary>
internal sealed class JobRepository(CheckoutFiles files)
{
    private const string DotGit = ".git/";
    private const string Pack = ".pack";

    private static readonly string[] Files = ["shallow", "info/exclude", "info/attributes", "info/sparse-checkout"];
    private static readonly string[] Folders = ["lfs/objects", "annex/objects"];
    private static readonly string[] References = ["refs/heads/", "refs/tags/", "refs/remotes/"];

    /// <summary>Working trees of submodules in the checkout, by the folder that git has for each: <c>.git/modules/lib/</c>.</summary>
    private readonly Dictionary<string, string> _submodules = new(StringComparer.Ordinal);

    /// <summary>The file <c>.git</c> of a submodule, which leads into the folder <c>.git/modules</c> of the checkout; false: its folder lies elsewhere.</summary>
    /// <param name="whole">The repository that is checked out, or one within its tree.</param>
    /// <param name="at">Before its names in the checkout.</param>
    /// <param name="submodule">Its submodule, at any depth.</param>
    /// <param name="tree">Where the submodule lies in the checkout.</param>
    public bool TryAddPointer(RepositoryPlace whole, string at, RepositoryPlace submodule, string tree)
    {
        if (!submodule.GitFolder.StartsWith(whole.GitFolder + "/modules/", StringComparison.Ordinal))
        {
            return false;
        }

        var folder = at + DotGit + submodule.GitFolder[(whole.GitFolder.Length + 1)..];
        _submodules[folder + "/"] = tree;
        files.Add(tree + "/.git", PathText.Bytes($"gitdir: {Up(tree)}{folder}\n"));
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
        await AddHistoryAsync(git, common, DotGit, commit, cancellationToken);
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
        using var git = await Git.OpenFolderAsync(folder, cancellationToken);
        if (git is not null)
        {
            await AddHistoryAsync(git, folder, prefix, null, cancellationToken);
        }

        files.Add(prefix + "config", JobGitConfig.For(git?.Config ?? await GitConfig.ReadAsync(folder, cancellationToken), WorkTree(prefix)));
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

    /// <summary>The refs that pass, and the objects of what they, HEAD and the index name.</summary>
    private async Task AddHistoryAsync(Git git, ConfinedFolder common, string prefix, string? commit, CancellationToken cancellationToken)
    {
        var refs = git.References;
        var ofHead = refs.OfHead.ToHashSet(StringComparer.Ordinal);
        files.Add(common, "refs", prefix + "refs/");
        files.Add(prefix + "packed-refs", refs.Packed(Passes));
        foreach (var (name, target) in refs.Symbolic.Where(pair => Passes(pair.Key)))
        {
            files.Add(prefix + name, PathText.Bytes($"ref: {target}\n"));
        }

        var head = commit ?? git.HeadId;
        var tips = refs.Ids.Where(pair => Passes(pair.Key)).Select(pair => pair.Value);
        AddObjects(files.Keep(await git.ObjectsAsync(head is null ? tips : tips.Append(head), withIndex: commit is null, cancellationToken)), common, prefix);

        bool Passes(string name) => ofHead.Contains(name) || References.Any(kind => name.StartsWith(kind, StringComparison.Ordinal));
    }

    private void AddObjects(GitObjects objects, ConfinedFolder common, string prefix)
    {
        files.Add(common, "objects", prefix + "objects/");
        foreach (var file in objects.Whole)
        {
            files.Add(common, file, prefix + file);
        }

        foreach (var file in objects.Made?.List() ?? [])
        {
            files.Add(objects.Made!, file.Name, $"{prefix}objects/pack/{file.Name}");
            if (objects.IsPartial && file.Name.EndsWith(Pack, StringComparison.Ordinal))
            {
                files.Add($"{prefix}objects/pack/{file.Name[..^Pack.Length]}.promisor", default(ReadOnlyMemory<byte>));
            }
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
                // What no submodule of this checkout has is left over: no clone would have it.
                if (_submodules.TryGetValue($"{prefix}{module}/", out var tree) && !await files.TryAddAsync(tree, () => AddNestedAsync(folder, $"{prefix}{module}/", cancellationToken)))
                {
                    // A file .git that leads nowhere would be in the way of every git in the job.
                    files.Remove(name => name.StartsWith(tree + "/", StringComparison.Ordinal));
                }
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
            else if (entry.Kind == FileKind.File)
            {
                files.Add(from, name, prefix + name);
            }
        }
    }

    private string? WorkTree(string folder) => _submodules.TryGetValue(folder, out var tree) ? Up(folder.TrimEnd('/') + "/") + tree : null;

    /// <summary>From a folder to the root of the checkout.</summary>
    private static string Up(string path) => string.Concat(Enumerable.Repeat("../", path.TrimEnd('/').Split('/').Length));
}
