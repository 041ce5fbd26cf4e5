using Slipway.Linux.Files;
using Slipway.Linux.Repositories;

namespace Slipway.Execution.Checkouts;

/// <summary>Lists a working tree as it is: what git tracks and what it would, without what it ignores; and the repository itself.</summary>
internal static class WorkingTree
{
    private const string DotGit = ".git";

    /// <summary>The project's secrets for Slipway itself; a job gets them as variables and keys, never as files.</summary>
    private static readonly string[] Secrets = ["/.slipway/env", "/.slipway/contexts/", "/.slipway/ssh/"];

    /// <summary>The same as patterns of git's.</summary>
    public static IEnumerable<string> SecretPatterns => Secrets.Select(secret => "**" + secret.TrimEnd('/'));

    /// <returns>Names are relative to the checkout; folders come before what is in them.</returns>
    /// <exception cref="RepositoryRefusedException">The folder is in a repository that is not read.</exception>
    /// <exception cref="GitFailedException">git is missing, or cannot read the repository.</exception>
    public static async Task<IReadOnlyList<CheckoutFile>> ListAsync(string folder, CancellationToken cancellationToken) =>
        [.. (await ListAllAsync(folder, cancellationToken)).Where(file => !IsSecret(file.Name) && !IsLock(file.Name))];

    /// <remarks>Anywhere in the tree: a repository may hold several projects, each with its own.</remarks>
    private static bool IsSecret(string name) =>
        Array.Exists(Secrets, secret => secret.EndsWith('/') ? $"/{name}".Contains(secret, StringComparison.Ordinal) : $"/{name}".EndsWith(secret, StringComparison.Ordinal));

    /// <summary>What git holds while it writes: in the copy nobody would ever let go of it.</summary>
    private static bool IsLock(string name) =>
        name.EndsWith(".lock", StringComparison.Ordinal) && $"/{name}".Contains("/.git/", StringComparison.Ordinal);

    private static async Task<List<CheckoutFile>> ListAllAsync(string folder, CancellationToken cancellationToken)
    {
        var files = new List<CheckoutFile>();
        var repository = new JobRepository(files);
        using var git = await Git.OpenAsync(folder, cancellationToken);
        if (git is null)
        {
            await AddEverythingAsync(files, repository, folder, "", cancellationToken);
            return files;
        }

        await AddTreeAsync(files, repository, git, git, "", cancellationToken);
        await repository.AddAsync(git, null, null, cancellationToken);
        return files;
    }

    private static async Task AddTreeAsync(List<CheckoutFile> files, JobRepository repository, Git whole, Git git, string prefix, CancellationToken cancellationToken)
    {
        foreach (var listed in (await git.FilesAsync(cancellationToken)).Where(IsPlain))
        {
            var name = listed.TrimEnd('/');
            var path = Path.Combine(git.Place.Root, name);
            if (new FileInfo(path) is { Exists: true } or { LinkTarget: not null })
            {
                files.Add(new(path, prefix + name));
            }
            else if (File.Exists(Path.Combine(path, DotGit)))
            {
                await AddSubmoduleAsync(files, repository, whole, path, prefix + name, cancellationToken);
            }
            else if (Directory.Exists(Path.Combine(path, DotGit)))
            {
                await AddEverythingAsync(files, repository, path, $"{prefix}{name}/", cancellationToken);
            }
        }
    }

    /// <summary>Its own list, and its file .git that leads into the repository's modules.</summary>
    private static async Task AddSubmoduleAsync(List<CheckoutFile> files, JobRepository repository, Git whole, string path, string name, CancellationToken cancellationToken)
    {
        using var submodule = await Git.OpenAsync(path, cancellationToken);
        if (submodule is not null && submodule.Place.Root == RealPath.Of(path))
        {
            repository.TryAddPointer(whole.Place, submodule.Place, name);
            await AddTreeAsync(files, repository, whole, submodule, name + "/", cancellationToken);
        }
    }

    /// <summary>Whether a name of the index stays in the working tree and out of the git folder: whoever writes an index by hand may name anything.</summary>
    private static bool IsPlain(string name) => !name.StartsWith('/') && !name.TrimEnd('/').Split('/').Any(part => part is "" or "." or ".." or DotGit);

    private static async Task AddEverythingAsync(List<CheckoutFile> files, JobRepository repository, string folder, string prefix, CancellationToken cancellationToken)
    {
        foreach (var entry in Entries(folder).OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            var name = prefix + entry.Name;
            if (entry is not DirectoryInfo { LinkTarget: null })
            {
                files.Add(new(entry.FullName, name));
            }
            else if (entry.Name != DotGit)
            {
                files.Add(new(entry.FullName, name + "/"));
                await AddEverythingAsync(files, repository, entry.FullName, name + "/", cancellationToken);
            }
            else if (ConfinedFolder.TryOpen(entry.FullName) is { } nested)
            {
                using (nested)
                {
                    await repository.AddNestedAsync(nested, name + "/", cancellationToken);
                }
            }
        }
    }

    private static FileSystemInfo[] Entries(string folder)
    {
        try
        {
            return new DirectoryInfo(folder).GetFileSystemInfos();
        }
        catch (DirectoryNotFoundException)
        {
            // git clears up while it is listed.
            return [];
        }
    }
}
