using Slipway.Linux.Files;
using Slipway.Linux.Repositories;

namespace Slipway.Execution.Checkouts;

/// <summary>Lists a working tree as it is: what git tracks and what it would, without what it ignores; and the repository itself.</summary>
internal static class WorkingTree
{
    private const string DotGit = ".git";

    /// <summary>What stays on this machine, as patterns of git's.</summary>
    public static IEnumerable<string> SecretPatterns => ProjectSecrets.Paths.Select(secret => "**/" + secret);

    /// <returns>Names are relative to the checkout; folders come before what is in them.</returns>
    /// <exception cref="RepositoryRefusedException">The folder is in a repository that is not read.</exception>
    /// <exception cref="GitFailedException">git is missing, or cannot read the repository.</exception>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public static async Task<CheckoutFiles> ListAsync(string folder, CancellationToken cancellationToken)
    {
        var files = new CheckoutFiles();
        try
        {
            await ListAllAsync(files, folder, cancellationToken);
            files.Remove(name => ProjectSecrets.Includes(name) || IsLock(name));
            return files;
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }

    /// <summary>What git holds while it writes: in the copy nobody would ever let go of it.</summary>
    private static bool IsLock(string name) =>
        name.EndsWith(".lock", StringComparison.Ordinal) && $"/{name}".Contains("/.git/", StringComparison.Ordinal);

    private static async Task ListAllAsync(CheckoutFiles files, string folder, CancellationToken cancellationToken)
    {
        var repository = new JobRepository(files);
        using var git = await Git.OpenAsync(folder, cancellationToken);
        if (ConfinedFolder.TryOpen(git is null ? folder : git.Place.Root) is not { } root)
        {
            return;
        }

        files.Keep(root);
        if (git is null)
        {
            await AddEverythingAsync(files, repository, root, "", "", cancellationToken);
            return;
        }

        await AddTreeAsync(files, repository, new Whole(git.Place, ""), git, root, "", cancellationToken);
        await repository.AddAsync(git, null, null, cancellationToken);
    }

    /// <param name="files">Get what is found.</param>
    /// <param name="repository">Gets what is found of other repositories.</param>
    /// <param name="whole">The repository that is checked out, or one within its tree that is none of its submodules.</param>
    /// <param name="git">That or a submodule, whose files are listed.</param>
    /// <param name="tree">Its working tree. Its index may name files behind a link, which are none of the tree.</param>
    /// <param name="prefix">Before its names in the checkout.</param>
    /// <param name="cancellationToken">Covers git's answers.</param>
    private static async Task AddTreeAsync(CheckoutFiles files, JobRepository repository, Whole whole, Git git, ConfinedFolder tree, string prefix, CancellationToken cancellationToken)
    {
        foreach (var listed in (await git.FilesAsync(cancellationToken)).Where(IsPlain))
        {
            var name = listed.TrimEnd('/');
            var kind = KindOf(tree, name);
            if (kind is FileKind.File or FileKind.Link)
            {
                files.Add(tree, name, prefix + name);
            }
            else if (kind == FileKind.Folder && TryOpenFolder(tree, name) is { } below)
            {
                files.Keep(below);
                if (!listed.EndsWith('/'))
                {
                    // The index names it, so that git misses it where it is not there: the folder of a submodule, also of one that nobody has initialised.
                    files.Add(tree, name, $"{prefix}{name}/");
                }

                await AddBelowAsync(files, repository, whole, below, prefix + name, cancellationToken);
            }
        }
    }

    /// <summary>A folder that git lists by its name alone: a submodule, or a repository within the tree. Without its own list nobody knows what it ignores: then it is left out.</summary>
    private static async Task AddBelowAsync(CheckoutFiles files, JobRepository repository, Whole whole, ConfinedFolder folder, string name, CancellationToken cancellationToken)
    {
        switch (KindOf(folder, DotGit))
        {
            case FileKind.File or FileKind.Link:
                await files.TryAddAsync(name, () => AddSubmoduleAsync(files, repository, whole, folder, name, cancellationToken));
                break;
            case FileKind.Folder:
                await files.TryAddAsync(name, () => AddNestedAsync(files, repository, folder, name, cancellationToken));
                break;
        }
    }

    /// <summary>Its own list, and its own folder .git; of what is no repository, though it looks like one, everything.</summary>
    private static async Task AddNestedAsync(CheckoutFiles files, JobRepository repository, ConfinedFolder folder, string name, CancellationToken cancellationToken)
    {
        using var nested = await Git.OpenRootAsync(folder.Path, cancellationToken);
        if (nested is null)
        {
            await AddEverythingAsync(files, repository, folder, "", name + "/", cancellationToken);
            return;
        }

        await AddTreeAsync(files, repository, new Whole(nested.Place, name + "/"), nested, folder, name + "/", cancellationToken);
        if (TryOpenFolder(folder, DotGit) is { } own)
        {
            await repository.AddNestedAsync(files.Keep(own), $"{name}/{DotGit}/", cancellationToken);
        }
    }

    /// <summary>Its own list, and its file .git that leads into the repository's modules.</summary>
    private static async Task AddSubmoduleAsync(CheckoutFiles files, JobRepository repository, Whole whole, ConfinedFolder folder, string name, CancellationToken cancellationToken)
    {
        using var submodule = await Git.OpenRootAsync(folder.Path, cancellationToken);
        if (submodule is not null)
        {
            await AddTreeAsync(files, repository, whole, submodule, folder, name + "/", cancellationToken);
            repository.TryAddPointer(whole.Place, whole.Prefix, submodule.Place, name);
        }
    }

    /// <returns>Null: nothing, or a link is on the way.</returns>
    private static FileKind? KindOf(ConfinedFolder folder, string path)
    {
        try
        {
            return folder.Look(path)?.Kind;
        }
        catch (RefusedPathException)
        {
            return null;
        }
    }

    /// <summary>Whether a name of the index stays in the working tree and out of the git folder: whoever writes an index by hand may name anything.</summary>
    private static bool IsPlain(string name) => !name.StartsWith('/') && !name.TrimEnd('/').Split('/').Any(part => part is "" or "." or ".." or DotGit);

    private static async Task AddEverythingAsync(CheckoutFiles files, JobRepository repository, ConfinedFolder root, string folder, string prefix, CancellationToken cancellationToken)
    {
        foreach (var entry in Entries(root, folder))
        {
            var path = folder.Length == 0 ? entry.Name : $"{folder}/{entry.Name}";
            var name = prefix + entry.Name;
            if (entry.Kind != FileKind.Folder)
            {
                files.Add(root, path, name);
            }
            else if (entry.Name != DotGit)
            {
                files.Add(root, path, name + "/");
                await AddEverythingAsync(files, repository, root, path, name + "/", cancellationToken);
            }
            else if (TryOpenFolder(root, path) is { } nested)
            {
                await files.TryAddAsync(name, () => repository.AddNestedAsync(files.Keep(nested), name + "/", cancellationToken));
            }
        }
    }

    /// <summary>The tree is in use: a folder that was listed may be gone, or something else.</summary>
    private static IReadOnlyList<FolderEntry> Entries(ConfinedFolder root, string folder)
    {
        try
        {
            return root.List(folder);
        }
        catch (RefusedPathException)
        {
            return [];
        }
    }

    private static ConfinedFolder? TryOpenFolder(ConfinedFolder root, string folder)
    {
        try
        {
            return root.TryOpenFolder(folder);
        }
        catch (RefusedPathException)
        {
            return null;
        }
    }

    /// <param name="Place">Where it is.</param>
    /// <param name="Prefix">Before its names in the checkout.</param>
    private readonly record struct Whole(RepositoryPlace Place, string Prefix);
}
