using System.Security.Cryptography;
using Slipway.Linux.Files;
using Slipway.Linux.Identity;
using Slipway.Linux.Locks;

namespace Slipway.Linux.Repositories;

/// <summary>
/// A folder of this process among the temporary files, which goes with it. A killed process leaves its folder, but not the lock in it: the next one that makes
/// such a folder removes it.
/// </summary>
internal sealed class TemporaryFolder : IDisposable
{
    public const string Prefix = "slipway-git-";
    public const string LockName = "lock";

    private const string LargeFiles = "/var/tmp";
    private const int NameBytes = 16;

    // A folder that was made just now may not have its lock yet.
    private static readonly TimeSpan Youth = TimeSpan.FromMinutes(1);
    private readonly FileLock _lock;

    private TemporaryFolder(string path)
    {
        Path = path;
        _lock = FileLock.TryTake(System.IO.Path.Combine(path, LockName)) ?? throw new IOException($"{path} is locked by another process, though it was made just now");
    }

    public string Path { get; }

    public static TemporaryFolder Make() => Make(System.IO.Path.GetTempPath());

    /// <summary>The same for what may not fit into memory, as which many machines keep /tmp.</summary>
    public static TemporaryFolder MakeForLargeFiles() =>
        Make(Environment.GetEnvironmentVariable("TMPDIR") is not { Length: > 0 } && Directory.Exists(LargeFiles) ? LargeFiles : System.IO.Path.GetTempPath());

    private static TemporaryFolder Make(string place)
    {
        RemoveAbandoned(place, TimeProvider.System);
        var folder = System.IO.Path.Combine(place, Prefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(NameBytes)));
        // Of nobody else's, and there before anybody could know its name.
        Directory.CreateDirectory(folder, FileModes.PrivateFolder);
        return new TemporaryFolder(folder);
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
            using var held = FileLock.TryTake(System.IO.Path.Combine(path, LockName));
            if (held is not null)
            {
                Remove(path);
            }
        }
        catch (IOException)
        {
            // Another process removes it now.
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
