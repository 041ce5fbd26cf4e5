namespace Slipway.Model.Assignments;

/// <summary>What is known of a run when it begins: the source of the built-in variables and of cache scopes.</summary>
public sealed record RunFacts
{
    /// <summary>Growing number in the state folder, as text.</summary>
    public required string RunId { get; init; }

    public required int PipelineNumber { get; init; }

    public required Guid PipelineId { get; init; }

    public required ProjectFacts Project { get; init; }

    public string? Branch { get; init; }

    public string? Tag { get; init; }

    public string? Revision { get; init; }

    /// <summary>Who started it.</summary>
    public required string User { get; init; }

    /// <summary>The config's path as given.</summary>
    public required string Config { get; init; }

    public string? RerunOf { get; init; }

    /// <summary>Whether its code is known to be the project's own.</summary>
    public required TrustScope Trust { get; init; }
}

/// <summary>The project that a run belongs to.</summary>
/// <param name="Key">Names its folder of numbers and its caches.</param>
/// <param name="Id">Always the same for the same key.</param>
/// <param name="Owner">Organisation or user of the repository.</param>
/// <param name="Name">The repository's name.</param>
/// <param name="Url">The repository's URL, null when it has no remote.</param>
/// <param name="Folder">The working tree.</param>
public sealed record ProjectFacts(string Key, Guid Id, string Owner, string Name, string? Url, string Folder);
