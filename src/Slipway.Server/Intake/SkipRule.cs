using Slipway.Linux.Repositories;

namespace Slipway.Server.Intake;

/// <summary>Whether a push asks for no pipeline.</summary>
/// <remarks>https://circleci.com/docs/guides/orchestrate/skip-build/: in the first 250 characters of the newest commit's title or body.</remarks>
public static class SkipRule
{
    private const int Looked = 250;
    private static readonly string[] Marks = ["[skip ci]", "[ci skip]"];

    /// <param name="options">Of the push.</param>
    /// <returns>Why; null: it does not.</returns>
    public static string? Why(GitCommit commit, IEnumerable<string> options) =>
        options.Contains("ci.skip") ? "the push option ci.skip says so"
        : Array.Find(Marks, mark => Begin(commit.Subject).Contains(mark, StringComparison.OrdinalIgnoreCase) || Begin(commit.Body).Contains(mark, StringComparison.OrdinalIgnoreCase)) is { } mark
            ? $"the commit says {mark}"
            : null;

    private static string Begin(string text) => text.Length > Looked ? text[..Looked] : text;
}
