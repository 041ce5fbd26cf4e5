using System.Text;
using Slipway.Linux.Kernel;

namespace Slipway.Linux.Repositories;

/// <content>References by their full names.</content>
public sealed partial class Git
{
    private const string Branches = "refs/heads/";
    private const string RemoteBranches = "refs/remotes/origin/";
    private const string RemoteHead = RemoteBranches + "HEAD";

    /// <summary>What HEAD stands for, such as <c>refs/heads/main</c>; null: a commit is checked out.</summary>
    public string? Head => References.OfHead.LastOrDefault();

    /// <summary>The id that is checked out, also where its object is not to be found; null: there is no commit yet.</summary>
    public string? HeadId => Head is { } head ? References.Ids.GetValueOrDefault(head) : References.Head;

    /// <summary>The branch that is checked out; null: a commit is.</summary>
    public string? Branch => Head is not { } head ? null : Readable(head.StartsWith(Branches, StringComparison.Ordinal) ? head[Branches.Length..] : head);

    /// <summary>The default branch of the remote, as far as this repository has heard of it.</summary>
    public string? DefaultBranch =>
        References.Symbolic.GetValueOrDefault(RemoteHead) is { } branch && branch.StartsWith(RemoteBranches, StringComparison.Ordinal) ? Readable(branch[RemoteBranches.Length..]) : null;

    /// <summary>Whether nothing was ever committed or fetched: there is no reference, and no id is checked out.</summary>
    public bool IsNew => HeadId is null && References.Ids.Count == 0;

    /// <summary>The references that match, whole or up to a slash; none where git cannot say.</summary>
    public Task<IReadOnlyList<string>> ReferencesAsync(IEnumerable<string> patterns, CancellationToken cancellationToken) =>
        ReferencesAsync(["for-each-ref", "--format=%(refname)", .. patterns], cancellationToken);

    /// <summary>The same, of those whose history has a commit.</summary>
    /// <param name="commit">Its full id.</param>
    /// <param name="patterns">Such as <c>refs/heads/</c>.</param>
    /// <param name="cancellationToken">Covers the question.</param>
    public Task<IReadOnlyList<string>> ReferencesWithAsync(string commit, IEnumerable<string> patterns, CancellationToken cancellationToken) =>
        ReferencesAsync(["for-each-ref", "--format=%(refname)", "--contains", commit, .. patterns], cancellationToken);

    private async Task<IReadOnlyList<string>> ReferencesAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var listed = await _process.RunAsync(arguments, _variables, default, cancellationToken);
        return listed.ExitCode == 0 ? Encoding.UTF8.GetString(listed.Output).Split('\n', StringSplitOptions.RemoveEmptyEntries) : [];
    }

    /// <summary>A name may be no Unicode.</summary>
    private static string Readable(string name) => Encoding.UTF8.GetString(PathText.Bytes(name));
}
