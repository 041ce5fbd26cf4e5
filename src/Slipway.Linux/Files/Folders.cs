namespace Slipway.Linux.Files;

/// <summary>Lists folders that another process may remove at any moment: one that is gone holds nothing.</summary>
public static class Folders
{
    /// <summary>The names of the folders in a folder.</summary>
    public static IReadOnlyList<string> In(string folder)
    {
        try
        {
            return [.. Directory.GetDirectories(folder).Select(path => Path.GetFileName(path))];
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }

    /// <summary>The files and links in a folder.</summary>
    public static IReadOnlyList<FileInfo> FilesIn(string folder)
    {
        try
        {
            return new DirectoryInfo(folder).GetFiles();
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }
}
