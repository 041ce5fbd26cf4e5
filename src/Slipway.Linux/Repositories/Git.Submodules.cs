namespace Slipway.Linux.Repositories;

/// <content>Submodules, as the index names them.</content>
public sealed partial class Git
{
    /// <summary>Which commit the index has for each submodule; in a merge one may be there several times.</summary>
    /// <exception cref="GitFailedException">The index cannot be read.</exception>
    public async Task<IReadOnlyList<SubmoduleEntry>> SubmodulesAsync(CancellationToken cancellationToken)
    {
        const string Mode = "160000 ";
        var entries = await ListAsync(["ls-files", "-z", "--cached", "--stage"], cancellationToken);
        return [.. entries.Where(entry => entry.StartsWith(Mode, StringComparison.Ordinal)).Select(entry => entry.Split('\t', 2)).Select(parts => new SubmoduleEntry(parts[1], parts[0].Split(' ')[1]))];
    }

    /// <summary>Folders of the working tree that git neither tracks nor ignores and does not look into, since they are repositories of their own.</summary>
    /// <exception cref="GitFailedException">The index cannot be read.</exception>
    public async Task<IReadOnlyList<string>> UntrackedRepositoriesAsync(CancellationToken cancellationToken) =>
        [.. (await ListWithoutIgnoredAsync(["--others"], null, cancellationToken)).Where(name => name.EndsWith('/')).Select(name => name.TrimEnd('/'))];
}

/// <param name="Path">From the tree's root, with <c>/</c>.</param>
/// <param name="Commit">Its full id.</param>
public sealed record SubmoduleEntry(string Path, string Commit);
