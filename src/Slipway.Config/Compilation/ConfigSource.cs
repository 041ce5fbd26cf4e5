using System.Text;

namespace Slipway.Config.Compilation;

/// <summary>A config as it comes in.</summary>
/// <param name="File">The path to show in diagnostics; <c>-</c> for standard input.</param>
/// <param name="Content">Its bytes, in whatever state they are.</param>
public sealed record ConfigSource(string File, ReadOnlyMemory<byte> Content)
{
    public static ConfigSource OfText(string file, string text) => new(file, Encoding.UTF8.GetBytes(text));
}
