using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Slipway.Model.Assignments;

/// <summary>
/// Whose code a run runs, and so what it may read and where what it leaves is kept: layers, caches, times of tests, turns in serial groups. Code that is not known to be the
/// project's own reads what trusted runs leave, and leaves nothing to them.
/// </summary>
public sealed partial record TrustScope
{
    private const int HashLetters = 12;
    // The printed letters of ASCII once more, as wide as Chinese ones.
    private const int FirstWide = 0xFF01;
    private const int LastWide = 0xFF5E;

    [JsonConstructor]
    internal TrustScope(string name, string? reason) => (Name, Reason) = (name, reason);

    /// <summary>The name of the scope of code that is the project's own.</summary>
    public const string TrustedName = "trusted";

    public static TrustScope Trusted { get; } = new(TrustedName, null);

    /// <summary><c>trusted</c>, <c>pull-12</c>, or <c>untrusted-</c> and letters: fit for a file's name.</summary>
    public string Name { get; }

    /// <summary>Why the run is not trusted; null: it is.</summary>
    public string? Reason { get; }

    [JsonIgnore]
    public bool IsTrusted => Name == TrustedName;

    /// <param name="reference">The branch, tag or commit: runs of the same one share a scope.</param>
    /// <param name="reason">Part of a sentence that begins with "this run is untrusted".</param>
    public static TrustScope Untrusted(string reference, string reason) =>
        new(PullRequest().Match(Plain(reference)) is { Success: true } found ? $"pull-{found.Groups["number"].Value}" : $"untrusted-{Hash(reference)}", reason);

    /// <summary>The same scope, for another reason.</summary>
    public TrustScope Because(string reason) => new(Name, reason);

    /// <summary>The scope of an earlier run, as its record has it.</summary>
    /// <param name="name">Null: the record is of a version that knew scopes by the branch alone.</param>
    public static TrustScope OfEarlier(string? name, string? branch, string run) =>
        name is null ? IsPullRequest(branch ?? "") ? Untrusted(branch!, $"run {run} was one of a pull request") : Trusted
        : name == TrustedName ? Trusted
        : new TrustScope(ScopeName().IsMatch(name) ? name : $"untrusted-{Hash(name)}", $"run {run} was");

    /// <summary>Whether the name is one that a scope can have.</summary>
    internal bool HasName => IsTrusted || ScopeName().IsMatch(Name);

    /// <summary>Whether a name is one by which GitHub, GitLab, Bitbucket, Azure, Gitea, Jenkins, Gerrit or VS Code know code that waits for review, however it is written.</summary>
    public static bool IsPullRequest(string name) => PullRequest().IsMatch(Plain(name));

    /// <summary>Without what makes the same name look different: blanks, capitals, digits and letters of other widths.</summary>
    private static string Plain(string name)
    {
        var text = new StringBuilder(name.Length);
        foreach (var letter in name.EnumerateRunes().Where(letter => !Rune.IsWhiteSpace(letter) && !Rune.IsControl(letter) && Rune.GetUnicodeCategory(letter) != UnicodeCategory.Format))
        {
            text.Append(letter.Value switch
            {
                _ when Rune.IsDigit(letter) => (char)('0' + (int)Rune.GetNumericValue(letter)),
                >= FirstWide and <= LastWide => char.ToLowerInvariant((char)(letter.Value - FirstWide + '!')),
                <= char.MaxValue and var one => char.ToLowerInvariant((char)one),
                _ => '?',
            });
        }

        return text.ToString();
    }

    private static string Hash(string reference) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(reference)))[..HashLetters];

    [GeneratedRegex(@"\A/*(?:refs/+)?(?:heads/+)?(?:remotes/+(?:[^/]+/+)?|origin/+|upstream/+)?(?:(?:[^/]+/+)?(?:pulls?|prs?|mrs?|merge[-_]?requests?|pull[-_]?requests?)/+|(?:pulls?|prs?|mrs?|merge[-_]?requests?|pull[-_]?requests?)[-_#]*|(?:pr|mr)/+[^/]+/+|mr-(?:origin|upstream)-|changes/+[0-9]+/+)(?<number>[0-9]{1,18})(?:[-_/].*)?\z")]
    private static partial Regex PullRequest();

    [GeneratedRegex(@"\A(?:pull-[0-9]{1,18}|untrusted-[0-9a-f]{12})\z")]
    private static partial Regex ScopeName();
}
