namespace Slipway.Execution.Checkouts;

/// <summary>Where a project keeps secrets for Slipway itself. A job gets them as variables and keys, never as files, and no other path of a repository leads to them.</summary>
public static class ProjectSecrets
{
    /// <summary>The folder of a project that is Slipway's.</summary>
    public const string Folder = ".slipway";

    /// <summary>Below the project's folder.</summary>
    public static IReadOnlyList<string> Paths { get; } = [".slipway/env", ".slipway/contexts", ".slipway/ssh"];

    /// <summary>Whether a path of a tree is a secret of a project, wherever in the tree the project lies: a repository may hold several.</summary>
    public static bool Includes(string path) =>
        Paths.Any(secret => $"/{path}/".Contains($"/{secret}/", StringComparison.Ordinal));

    /// <summary>The same, and what a repository keeps in <c>.git</c>: its settings may hold credentials.</summary>
    public static bool IncludesOrGits(string path) => Includes(path) || $"/{path}/".Contains("/.git/", StringComparison.Ordinal);
}
