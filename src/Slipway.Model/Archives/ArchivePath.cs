using System.Text;

namespace Slipway.Model.Archives;

/// <summary>Where an entry of an archive goes, as both sides see it.</summary>
public static class ArchivePath
{
    private const int LongestName = 64 * 1024;

    /// <summary>The path of a name: relative, without <c>.</c> and doubled slashes; empty for the folder itself. A letter stands for each byte (Latin-1), so that names need not be valid text.</summary>
    /// <exception cref="BadArchiveException">It leads out of the folder, or no file can be called so.</exception>
    public static string Clean(ReadOnlyMemory<byte> name)
    {
        if (name.Length > LongestName || name.Span.Contains((byte)0))
        {
            throw new BadArchiveException("The archive has a name that is too long, or has a zero in it.");
        }

        var text = Encoding.Latin1.GetString(name.Span);
        var parts = text.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != ".").ToArray();
        return parts.Contains("..") ? throw new BadArchiveException($"The archive's entry {text} leads out of its folder.") : string.Join('/', parts);
    }
}
