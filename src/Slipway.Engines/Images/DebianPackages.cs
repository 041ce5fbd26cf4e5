namespace Slipway.Engines.Images;

/// <summary>Reads dpkg's record of what is installed.</summary>
internal static class DebianPackages
{
    private const string Package = "Package: ";
    private const string Version = "Version: ";

    /// <param name="status">The text of /var/lib/dpkg/status.</param>
    public static SortedDictionary<string, string> Installed(string status)
    {
        SortedDictionary<string, string> packages = new(StringComparer.Ordinal);
        foreach (var paragraph in status.Split("\n\n"))
        {
            var lines = paragraph.Split('\n');
            if (Field(lines, Package) is { } name && Field(lines, Version) is { } version && lines.Contains("Status: install ok installed"))
            {
                packages[name] = version;
            }
        }

        return packages;
    }

    private static string? Field(string[] lines, string name) => Array.Find(lines, line => line.StartsWith(name, StringComparison.Ordinal))?[name.Length..];
}
