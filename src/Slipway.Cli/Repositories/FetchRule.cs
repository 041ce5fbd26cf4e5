using Slipway.Linux.Repositories;

namespace Slipway.Cli.Repositories;

/// <summary>A line of a remote's settings that says which references of it are kept here, and under which names: <c>+refs/heads/*:refs/remotes/origin/*</c> (git-fetch(1), refspec).</summary>
/// <param name="Remote">Whose line it is.</param>
/// <param name="Source">The reference there, as it is written.</param>
/// <param name="Kept">The whole name here; with a star where <paramref name="Source"/> has one.</param>
internal sealed record FetchRule(string Remote, string Source, string Kept)
{
    private const string References = "refs/";
    private static readonly string[] Kinds = ["heads/", "tags/", "remotes/"];

    /// <summary>All of a repository; a line that keeps nothing here is none.</summary>
    public static IReadOnlyList<FetchRule> Of(GitConfig config) =>
        [.. config.Entries.Where(entry => entry is { Section: "remote", Key: "fetch", Value: not null }).Select(entry => TryParse(entry.Subsection, entry.Value!)).OfType<FetchRule>()];

    /// <summary>What a reference is at the remote if this line has brought it; null: it cannot have.</summary>
    public string? SourceOf(string reference)
    {
        if (Kept.Split('*', 2) is not [var before, var behind])
        {
            return reference == Kept ? Source : null;
        }

        return reference.Length >= before.Length + behind.Length && reference.StartsWith(before, StringComparison.Ordinal) && reference.EndsWith(behind, StringComparison.Ordinal)
            ? Source.Replace("*", reference[before.Length..^behind.Length], StringComparison.Ordinal)
            : null;
    }

    private static FetchRule? TryParse(string remote, string line) =>
        line.TrimStart('+').Split(':', 2) is [var source, { Length: > 0 } kept] && !source.StartsWith('^') ? new(remote, source, Whole(kept)) : null;

    /// <summary>As git understands a name that is not whole.</summary>
    private static string Whole(string kept) =>
        kept.StartsWith(References, StringComparison.Ordinal) ? kept
        : Kinds.Any(kind => kept.StartsWith(kind, StringComparison.Ordinal)) ? References + kept
        : KnownReferences.Branches + kept;
}
