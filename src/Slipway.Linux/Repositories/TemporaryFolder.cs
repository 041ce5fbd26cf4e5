using Slipway.Linux.Files;
using Slipway.Linux.Identity;

namespace Slipway.Linux.Repositories;

/// <summary>
/// A folder of this process among the temporary files, which goes with it. A killed process leaves its folder, but not the lock in it: the next one that makes
/// such a folder removes it.
/// </summary>
internal sealed class TemporaryFolder : IDisposable
{
    public const string Prefix = "slipway-git-";
    public const string LockName = "lock";

    // A folder that was made just now may not have its lock yet.
    private static readonly TimeSpan Youth = TimeSpan.FromMinutes(1);
    private readonly FileStream _lock;

    private TemporaryFolder(string path)
    {
        Path = path;
        _lock = new FileStream(System.IO.Path.Combine(path, LockName), FileMode.CreateNew, FileAccess.Write, FileShare.None);
    }

    public string Path { get; }

    public static TemporaryFolder Make()
    {
        RemoveAbandoned(System.IO.Path.GetTempPath(), TimeProvider.System);
        return new TemporaryFolder(Directory.CreateTempSubdirectory(Prefix).FullName);
    }

    /// <summary>Removes the folders of this user whose processes have ended.</summary>
    internal static void RemoveAbandoned(string place, TimeProvider time)
    {
        using var folder = ConfinedFolder.TryOpen(place);
        foreach (var entry in folder?.List().Where(entry => entry.Kind == FileKind.Folder && entry.Name.StartsWith(Prefix, StringComparison.Ordinal)) ?? [])
        {
            if (folder!.Look(entry.Name) is { Kind: FileKind.Folder } facts && facts.Owner == Caller.Current.User && time.GetUtcNow() - facts.Changed > Youth)
            {
                RemoveUnlocked(System.IO.Path.Combine(place, entry.Name));
            }
        }
    }

    public void Dispose()
    {
        _lock.Dispose();
        Remove(Path);
    }

    private static void RemoveUnlocked(string path)
    {
        try
        {
            using (new FileStream(System.IO.Path.Combine(path, LockName), FileMode.Open, FileAccess.Write, FileShare.None))
            {
                Remove(path);
            }
        }
        catch (IOException)
        {
            // Its process lives, or another one removes it now.
        }
    }

    private static void Remove(string path)
    {
        try
        {
            // Links in it are removed and not followed.
            Directory.Delete(path, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // It is gone already.
        }
    }
}
