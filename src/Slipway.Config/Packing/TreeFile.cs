namespace Slipway.Config.Packing;

/// <summary>One file of a source tree.</summary>
/// <param name="Path">Relative to the tree's root, with <c>/</c> between its parts.</param>
/// <param name="Content">Its bytes; files that are not YAML are there for <c>&lt;&lt;include()&gt;&gt;</c>.</param>
public sealed record TreeFile(string Path, ReadOnlyMemory<byte> Content)
{
    /// <summary>Why its content is not here although the tree has the file; null: it is here.</summary>
    public string? Refusal { get; init; }
}
