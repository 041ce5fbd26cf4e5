using System.Text.RegularExpressions;
using Slipway.Engines.Leases;

namespace Slipway.Execution.State;

/// <summary>
/// Whose caches a run writes: those of the project, or those of one pull request. Code that nobody has taken over yet reads the project's caches,
/// and cannot leave anything in them.
/// </summary>
public static partial class TrustScope
{
    /// <param name="branch">Of the run; null where it is for a tag or nothing is known.</param>
    /// <returns><c>trusted</c>, or <c>pull-12</c> for the branches by which GitHub, CircleCI and GitLab know a pull request.</returns>
    public static string Of(string? branch) =>
        branch is not null && PullRequest().Match(branch) is { Success: true } found ? $"pull-{found.Groups[1].Value}" : LayerCacheKey.Trusted;

    [GeneratedRegex(@"\A(?:refs/)?(?:pull|merge-requests)/([0-9]+)(?:/(?:head|merge))?\z")]
    private static partial Regex PullRequest();
}
