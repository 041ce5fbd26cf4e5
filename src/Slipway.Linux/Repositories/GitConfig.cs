using Slipway.Linux.Files;
using Slipway.Linux.Kernel;

namespace Slipway.Linux.Repositories;

/// <summary>The settings in a repository's config as plain text: nothing follows them, and what it includes is not read.</summary>
/// <param name="Entries">In the order of the files.</param>
public sealed record GitConfig(IReadOnlyList<GitConfigEntry> Entries)
{
    private const int MostBytes = 1 << 20;

    private static readonly string[] Yes = ["true", "yes", "on", "1"];

    /// <summary>The last value under a name, as git takes it; null: none.</summary>
    /// <param name="name">Such as <c>remote.origin.url</c>.</param>
    public string? Find(string name) => Entries.LastOrDefault(entry => entry.Name == name)?.Value;

    public bool IsTrue(string name) => Entries.LastOrDefault(entry => entry.Name == name) is { } entry
        && (entry.Value is null || Yes.Contains(entry.Value, StringComparer.OrdinalIgnoreCase));

    /// <summary>The config of a git folder that lies in another tree, as text.</summary>
    /// <param name="folder">Such as <c>.git</c>.</param>
    /// <exception cref="RepositoryRefusedException">It is no config.</exception>
    public static Task<GitConfig> ReadAsync(ConfinedFolder folder, CancellationToken cancellationToken) =>
        ReadAsync(folder, folder, GitProcess.For(folder.Look("")?.Owner), cancellationToken);

    /// <param name="common">Where <c>config</c> lies.</param>
    /// <param name="own">Where <c>config.worktree</c> lies, which is read if the config says so.</param>
    /// <param name="process">git, as the reader of the format.</param>
    /// <exception cref="RepositoryRefusedException">It is no config.</exception>
    internal static async Task<GitConfig> ReadAsync(ConfinedFolder common, ConfinedFolder own, GitProcess process, CancellationToken cancellationToken)
    {
        var config = await ReadAsync(common, "config", process, cancellationToken);
        return config.IsTrue("extensions.worktreeconfig")
            ? new([.. config.Entries, .. (await ReadAsync(own, "config.worktree", process, cancellationToken)).Entries])
            : config;
    }

    private static async Task<GitConfig> ReadAsync(ConfinedFolder folder, string file, GitProcess process, CancellationToken cancellationToken)
    {
        if (folder.TryRead(file, MostBytes) is not { Length: > 0 } text)
        {
            return new([]);
        }

        // It is told of no repository, and reads what it is given and nothing else.
        var listed = await process.RunAsync(["config", "--file", "-", "--no-includes", "--null", "--list"], GitSettings.Variables, text, cancellationToken);
        return listed.ExitCode == 0
            ? new([.. PathText.Of(listed.Output).Split('\0', StringSplitOptions.RemoveEmptyEntries).Select(GitConfigEntry.Parse)])
            : throw new RepositoryRefusedException($"{Path.Combine(folder.Path, file)} cannot be read as git's config: {listed.Errors}");
    }
}

/// <param name="Name">With section and name in lower case: <c>branch.Main.remote</c>.</param>
/// <param name="Value">Null: the name stands alone, which means true.</param>
public sealed record GitConfigEntry(string Name, string? Value)
{
    public string Section => Name[..Math.Max(0, Name.IndexOf('.', StringComparison.Ordinal))];

    /// <summary>What stands in quotes in the section's line; empty: nothing.</summary>
    public string Subsection => Name.LastIndexOf('.') - Section.Length - 1 is > 0 and var length ? Name.Substring(Section.Length + 1, length) : "";

    /// <summary>What stands before the equals sign.</summary>
    public string Key => Name[(Name.LastIndexOf('.') + 1)..];

    /// <summary>The entry as a config of its own, which may be put behind any other.</summary>
    public string Text => $"[{Section}{(Subsection.Length == 0 ? "" : $" \"{Escaped(Subsection)}\"")}]\n\t{Key}{(Value is null ? "" : $" = \"{Escaped(Value).Replace("\n", "\\n", StringComparison.Ordinal)}\"")}\n";

    private static string Escaped(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);

    internal static GitConfigEntry Parse(string listed) =>
        listed.IndexOf('\n', StringComparison.Ordinal) is >= 0 and var end ? new(listed[..end], listed[(end + 1)..]) : new(listed, null);
}
