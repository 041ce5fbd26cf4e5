using System.Text;
using Slipway.Linux.Files;
using Slipway.Linux.Identity;
using Slipway.Linux.Kernel;
using Slipway.Linux.Tools;

namespace Slipway.Linux.Repositories;

/// <summary>
/// Asks git about one repository, whoever made it: git runs no program, reaches no network and writes nothing of the repository. It is the only place where git is
/// started. Each question is a process; the repository is looked at once, when it is opened.
/// </summary>
public sealed partial class Git : IDisposable
{
    /// <summary>Of an id, a name or a message, which is cut there.</summary>
    private const int MostBytesOfAnswer = 1 << 20;
    private const int CommitParts = 5;

    private readonly GitFolderCopy _copy;
    private readonly GitProcess _process;
    private readonly Dictionary<string, string> _variables;
    private Task<GitCommit?>? _headCommit;

    private Git(RepositoryPlace place, GitConfig config, GitFolderCopy copy, GitProcess process)
    {
        Place = place;
        Config = config;
        _copy = copy;
        _process = process;
        _variables = new(GitSettings.Variables) { ["GIT_DIR"] = copy.Path, [GitSettings.WorkTree] = place.Root };
    }

    /// <summary>False: nothing can be asked on this machine.</summary>
    public static bool IsInstalled => ToolPath.Find("git") is not null;

    public RepositoryPlace Place { get; }

    /// <summary>What the repository's own config says, as text.</summary>
    public GitConfig Config { get; }

    /// <summary>The address of the remote <c>origin</c>, without a password or token that it holds; null: there is none, or it cannot be told where it leads.</summary>
    public string? RemoteUrl => Config.Find("remote.origin.url") is { } url ? Repositories.RemoteUrl.WithoutCredentials(url) : null;

    /// <summary>Whether objects lie in other repositories, which are not read.</summary>
    public bool Borrows { get; private init; }

    /// <param name="folder">Any folder of the working tree.</param>
    /// <param name="cancellationToken">Covers the opening.</param>
    /// <returns>Null: the folder is in no repository.</returns>
    /// <exception cref="RepositoryRefusedException">It is in one that is not read.</exception>
    /// <exception cref="GitFailedException">There is no git on this machine.</exception>
    public static Task<Git?> OpenAsync(string folder, CancellationToken cancellationToken) => OpenAsync(folder, Caller.Current, cancellationToken);

    /// <summary>As above, on behalf of somebody.</summary>
    public static async Task<Git?> OpenAsync(string folder, Caller caller, CancellationToken cancellationToken)
    {
        if (RepositorySearch.Find(folder, caller) is not { } place)
        {
            return null;
        }

        using var own = ConfinedFolder.TryOpen(place.GitFolder) ?? throw Gone(place.GitFolder);
        using var common = ConfinedFolder.TryOpen(place.CommonFolder) ?? throw Gone(place.CommonFolder);
        var git = await OpenAsync(place, own, common, new GitProcess(place.Owner == caller.User ? null : place.Owner), cancellationToken);
        try
        {
            RequireOwnTree(place, git.Config);
            return git;
        }
        catch
        {
            git.Dispose();
            throw;
        }
    }

    /// <summary>The repository whose working tree is this very folder.</summary>
    /// <param name="folder">A folder, such as a submodule's.</param>
    /// <returns>Null: there is none, or the folder is in the tree of one.</returns>
    /// <exception cref="RepositoryRefusedException">It is one that is not read.</exception>
    /// <exception cref="GitFailedException">There is no git on this machine.</exception>
    public static async Task<Git?> OpenRootAsync(string folder, CancellationToken cancellationToken)
    {
        var git = await OpenAsync(folder, cancellationToken);
        if (git?.Place.Root == RealPath.Of(folder))
        {
            return git;
        }

        git?.Dispose();
        return null;
    }

    /// <summary>A git folder that lies in another tree, by itself: there is no working tree to ask about. It may be anybody's; root asks as its owner.</summary>
    /// <param name="folder">Such as <c>.git</c>.</param>
    /// <param name="cancellationToken">Covers the opening.</param>
    /// <returns>Null: it is no repository.</returns>
    /// <exception cref="RepositoryRefusedException">It is one that is not read.</exception>
    /// <exception cref="GitFailedException">There is no git on this machine.</exception>
    public static async Task<Git?> OpenFolderAsync(ConfinedFolder folder, CancellationToken cancellationToken)
    {
        var isRepository = folder.Look("HEAD") is not null && folder.Look("objects") is { Kind: FileKind.Folder } && folder.Look("refs") is { Kind: FileKind.Folder };
        return isRepository && folder.Look("") is { } facts
            ? await OpenAsync(new RepositoryPlace(folder.Path, folder.Path, folder.Path, facts.Owner), folder, folder, GitProcess.For(facts.Owner), cancellationToken)
            : null;
    }

    private static async Task<Git> OpenAsync(RepositoryPlace place, ConfinedFolder own, ConfinedFolder common, GitProcess process, CancellationToken cancellationToken)
    {
        try
        {
            var config = await GitConfig.ReadAsync(common, own, process, cancellationToken);
            RequireFormat(place, config);
            var copy = GitFolderCopy.Make(place, own, common, Format(config));
            return new Git(place, config, copy, process) { Borrows = common.Look("objects/info/alternates") is not null };
        }
        catch (RefusedPathException refused)
        {
            throw new RepositoryRefusedException($"The repository {place.Root} cannot be read: {refused.Message}", refused);
        }
    }

    /// <summary>The full id of a commit by any of its names; null: there is none.</summary>
    public async Task<string?> CommitIdAsync(string name, CancellationToken cancellationToken) =>
        await TryAsync(cancellationToken, "rev-parse", "--verify", "--quiet", "--end-of-options", name + "^{commit}");

    /// <summary>The commit that is checked out, which git is asked for once; null: there is none, or it is not there.</summary>
    public Task<GitCommit?> HeadCommitAsync(CancellationToken cancellationToken) => _headCommit ??= CommitAsync("HEAD", cancellationToken);

    /// <param name="id">A full id, or HEAD.</param>
    /// <param name="cancellationToken">Covers the question.</param>
    /// <returns>Null: it is not there.</returns>
    public async Task<GitCommit?> CommitAsync(string id, CancellationToken cancellationToken) =>
        (await TryAsync(cancellationToken, "log", "-1", "--no-show-signature", "--format=%H%x00%an%x00%ae%x00%s%x00%b", "--end-of-options", id))?.Split('\0', CommitParts) is [var full, .. var parts]
            ? new GitCommit(full, Part(parts, 2), Part(parts, 3).TrimEnd(), Part(parts, 0), Part(parts, 1))
            : null;

    /// <summary>What was cut off is empty.</summary>
    private static string Part(string[] parts, int index) => parts.ElementAtOrDefault(index) ?? "";

    /// <summary>What git tracks of the working tree and what it would, without what it ignores: names with <c>/</c>, each once.</summary>
    /// <exception cref="GitFailedException">The index cannot be read.</exception>
    public Task<IReadOnlyList<string>> FilesAsync(CancellationToken cancellationToken) => ListWithoutIgnoredAsync(["--cached", "--others"], null, cancellationToken);

    /// <summary>What git tracks below a path of the working tree: names from the tree's root.</summary>
    /// <param name="path">From the tree's root too; it is taken as it is written.</param>
    /// <param name="cancellationToken">Covers the question.</param>
    /// <exception cref="GitFailedException">The index cannot be read.</exception>
    public Task<IReadOnlyList<string>> TrackedFilesAsync(string path, CancellationToken cancellationToken) =>
        ListAsync(["--literal-pathspecs", "ls-files", "-z", "--cached", "--", path], cancellationToken);

    /// <summary>What git would track below a path of the working tree and does not yet: names from the tree's root.</summary>
    /// <inheritdoc cref="TrackedFilesAsync"/>
    public Task<IReadOnlyList<string>> UnignoredFilesAsync(string path, CancellationToken cancellationToken) => ListWithoutIgnoredAsync(["--others"], path, cancellationToken);

    public void Dispose() => _copy.Dispose();

    private async Task<IReadOnlyList<string>> ListWithoutIgnoredAsync(IEnumerable<string> kinds, string? path, CancellationToken cancellationToken)
    {
        var ignored = await _process.UsersExcludesAsync(cancellationToken);
        return await ListAsync(["--literal-pathspecs", "-c", $"core.excludesFile={ignored}", "ls-files", "-z", .. kinds, "--exclude-standard", .. path is null ? (string[])[] : ["--", path]], cancellationToken);
    }

    private async Task<IReadOnlyList<string>> ListAsync(IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var listed = await _process.RunAsync(arguments, _variables, default, cancellationToken);
        return listed.ExitCode == 0
            ? [.. PathText.Of(listed.Output).Split('\0', StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal)]
            : throw new GitFailedException($"The files of {Place.Root} cannot be listed: {listed.Errors}");
    }

    /// <summary>What cannot be read without its config is refused.</summary>
    private static void RequireFormat(RepositoryPlace place, GitConfig config)
    {
        if (Format(config) is not ("sha1" or "sha256"))
        {
            throw new RepositoryRefusedException($"{place.CommonFolder}/config names the object format '{Format(config)}'; sha1 and sha256 are read");
        }

        if (config.Find("extensions.refstorage") is { } storage and not "files")
        {
            throw new RepositoryRefusedException($"{place.CommonFolder} keeps its refs as '{storage}'; files are read: run `git refs migrate --ref-format=files`");
        }
    }

    /// <summary>What only a repository has that somebody has prepared is refused.</summary>
    private static void RequireOwnTree(RepositoryPlace place, GitConfig config)
    {
        if (place is { IsApart: true, IsLinked: false }
            && (config.Find("core.worktree") is not { } tree || RealPath.Of(Path.Combine(place.GitFolder, tree)) != place.Root))
        {
            throw new RepositoryRefusedException(
                $"{place.Root}/.git leads to {place.GitFolder}, which is not known to be of this working tree: if it is, run `git -C {place.Root} config core.worktree {place.Root}`");
        }
    }

    private static string Format(GitConfig config) => config.Find("extensions.objectformat")?.ToLowerInvariant() ?? "sha1";

    private static RepositoryRefusedException Gone(string folder) => new($"{folder} is gone");

    private async Task<string?> TryAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        var outcome = await _process.RunAsync(arguments, _variables, default, cancellationToken, cutAt: MostBytesOfAnswer);
        return outcome.ExitCode == 0 ? Encoding.UTF8.GetString(outcome.Output).TrimEnd('\n') : null;
    }
}
