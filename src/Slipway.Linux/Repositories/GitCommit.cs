namespace Slipway.Linux.Repositories;

/// <summary>What a commit says of itself.</summary>
/// <param name="Id">In full.</param>
/// <param name="Subject">The first line of its message.</param>
/// <param name="Body">The rest of its message.</param>
/// <param name="AuthorName">Who made the change.</param>
/// <param name="AuthorEmail">The author's address.</param>
public sealed record GitCommit(string Id, string Subject, string Body, string AuthorName, string AuthorEmail);
