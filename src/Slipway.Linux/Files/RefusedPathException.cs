namespace Slipway.Linux.Files;

/// <summary>A path below a <see cref="ConfinedFolder"/> leads where nothing is read or written. The message names the path, the reason and the way out, never a content.</summary>
public sealed class RefusedPathException(string path, string reason) : IOException($"{path} {reason}")
{
    /// <summary>The whole path that was refused.</summary>
    public string Path { get; } = path;
}
