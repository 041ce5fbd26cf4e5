namespace Slipway.Execution.Checkouts;

/// <summary>Lists a working tree as it is: what git tracks and what it would, without what it ignores; and the repository itself.</summary>
internal static class WorkingTree
{
    /// <summary>The project's secrets for Slipway itself; a job gets them as variables and keys, never as files.</summary>
    private static readonly string[] Secrets = ["/.slipway/env", "/.slipway/contexts/", "/.slipway/ssh/"];

    /// <summary>The root of the working tree; null: the folder is in no repository.</summary>
    public static async Task<string?> RootAsync(string folder, CancellationToken cancellationToken) =>
        (await GitCommand.TryAsync(folder, cancellationToken, "rev-parse", "--show-toplevel"))?.TrimEnd('\n');

    /// <returns>Names are relative to the checkout; folders come before what is in them.</returns>
    public static async Task<IReadOnlyList<CheckoutFile>> ListAsync(string folder, CancellationToken cancellationToken) =>
        [.. (await ListAllAsync(folder, cancellationToken)).Where(file => !IsSecret(file.Name) && !IsLock(file.Name))];

    /// <remarks>Anywhere in the tree: a repository may hold several projects, each with its own.</remarks>
    private static bool IsSecret(string name) =>
        Array.Exists(Secrets, secret => secret.EndsWith('/') ? $"/{name}".Contains(secret, StringComparison.Ordinal) : $"/{name}".EndsWith(secret, StringComparison.Ordinal));

    /// <summary>What git holds while it writes: in the copy nobody would ever let go of it.</summary>
    private static bool IsLock(string name) =>
        name.EndsWith(".lock", StringComparison.Ordinal) && $"/{name}".Contains("/.git/", StringComparison.Ordinal);

    private static async Task<IReadOnlyList<CheckoutFile>> ListAllAsync(string folder, CancellationToken cancellationToken)
    {
        if (await RootAsync(folder, cancellationToken) is not { } root)
        {
            return [.. Everything(folder, "")];
        }

        var files = new List<CheckoutFile>();
        await AddTreeAsync(files, root, "", cancellationToken);
        files.AddRange(await RepositoryAsync(root, cancellationToken));
        return files;
    }

    private static async Task AddTreeAsync(List<CheckoutFile> files, string root, string prefix, CancellationToken cancellationToken)
    {
        var listed = await GitCommand.TryAsync(root, cancellationToken, "ls-files", "-z", "--cached", "--others", "--exclude-standard") ?? "";
        foreach (var name in listed.Split('\0', StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal))
        {
            var path = Path.Combine(root, name);
            if (new FileInfo(path) is { Exists: true } or { LinkTarget: not null })
            {
                files.Add(new(path, prefix + name));
            }
            else if (File.Exists(Path.Combine(path, ".git")))
            {
                // A submodule: its own list, and its file .git that points into the repository's modules.
                files.Add(new(Path.Combine(path, ".git"), $"{prefix}{name}/.git"));
                await AddTreeAsync(files, path, $"{prefix}{name}/", cancellationToken);
            }
            else if (Directory.Exists(Path.Combine(path, ".git")))
            {
                files.AddRange(Everything(path, prefix + name.TrimEnd('/') + "/"));
            }
        }
    }

    /// <summary>The repository under the name <c>.git</c>; of a linked worktree, the common one with the worktree's own HEAD and index over it.</summary>
    private static async Task<IEnumerable<CheckoutFile>> RepositoryAsync(string root, CancellationToken cancellationToken)
    {
        var own = Path.Combine(root, ".git");
        if (Directory.Exists(own))
        {
            return Everything(own, ".git/");
        }

        var common = (await GitCommand.TryAsync(root, cancellationToken, "rev-parse", "--path-format=absolute", "--git-common-dir"))?.TrimEnd('\n');
        var linked = (await GitCommand.TryAsync(root, cancellationToken, "rev-parse", "--path-format=absolute", "--git-dir"))?.TrimEnd('\n');
        if (common is null || linked is null)
        {
            return [];
        }

        string[] replaced = [".git/HEAD", ".git/index"];
        return Everything(common, ".git/").Where(file => !file.Name.StartsWith(".git/worktrees/", StringComparison.Ordinal) && !replaced.Contains(file.Name))
            .Concat(replaced.Select(name => new CheckoutFile(Path.Combine(linked, name[".git/".Length..]), name)).Where(file => File.Exists(file.Source)));
    }

    private static IEnumerable<CheckoutFile> Everything(string folder, string prefix)
    {
        foreach (var entry in Entries(folder).OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            if (entry is DirectoryInfo { LinkTarget: null })
            {
                yield return new(entry.FullName, prefix + entry.Name + "/");
                foreach (var inner in Everything(entry.FullName, prefix + entry.Name + "/"))
                {
                    yield return inner;
                }
            }
            else
            {
                yield return new(entry.FullName, prefix + entry.Name);
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
