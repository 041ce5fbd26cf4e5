namespace Slipway.Server.Projects;

/// <summary>A project's name in three parts, such as <c>gh/acme/app</c>.</summary>
/// <param name="Host"><c>gh</c>, <c>bb</c> or <c>circleci</c>.</param>
/// <param name="Owner">An organisation or a user.</param>
/// <param name="Name">The repository's.</param>
public sealed record ProjectSlug(string Host, string Owner, string Name)
{
    private const int LongestPart = 100;

    /// <summary>The slug that a text is, with <c>github</c> and <c>bitbucket</c> as their short forms.</summary>
    /// <returns>Null: it is none.</returns>
    public static ProjectSlug? TryParse(string text) => text.Split('/') is [var host, var owner, var name] ? TryMake(host, owner, name) : null;

    /// <inheritdoc cref="TryParse"/>
    public static ProjectSlug? TryMake(string host, string owner, string name) =>
        ShortHost(host) is { } known && IsPart(owner) && IsPart(name) && !name.EndsWith(".git", StringComparison.OrdinalIgnoreCase) ? new ProjectSlug(known, owner, name) : null;

    /// <summary>The host as API v1.1 writes it.</summary>
    public string LongHost => Host switch
    {
        "gh" => "github",
        "bb" => "bitbucket",
        _ => Host,
    };

    public override string ToString() => $"{Host}/{Owner}/{Name}";

    private static string? ShortHost(string host) => host switch
    {
        "gh" or "github" => "gh",
        "bb" or "bitbucket" => "bb",
        "circleci" => "circleci",
        _ => null,
    };

    private static bool IsPart(string text) =>
        text.Length is > 0 and <= LongestPart && text[0] is not ('.' or '-') && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.');
}
