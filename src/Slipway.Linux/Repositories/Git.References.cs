using System.Text;

namespace Slipway.Linux.Repositories;

/// <content>References by their full names.</content>
public sealed partial class Git
{
    /// <summary>What HEAD stands for, such as <c>refs/heads/main</c>; null: a commit is checked out.</summary>
    public Task<string?> HeadAsync(CancellationToken cancellationToken) => TryAsync(cancellationToken, "symbolic-ref", "-q", "HEAD");

    /// <summary>Whether nothing was ever committed or fetched: there is no reference, and no id is checked out. False where git cannot say.</summary>
    public async Task<bool> IsNewAsync(CancellationToken cancellationToken) =>
        await HeadIdAsync(cancellationToken) is null && await TryAsync(cancellationToken, "for-each-ref", "--count=1", "--format=%(refname)") is "";

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
}
