using System.Runtime.InteropServices;
using Slipway.Linux.Files;
using Slipway.Linux.Kernel;

namespace Slipway.Linux.Repositories;

/// <content>A commit as files.</content>
public sealed partial class Git
{
    private const int MostBytesOfIndex = 1 << 29;
    private const uint NoChange = uint.MaxValue;

    /// <summary>The files of a commit as a tar, as a checkout makes them, but for filters: of files in LFS the pointers.</summary>
    /// <param name="commit">A full id.</param>
    /// <param name="without">Patterns, as a file of attributes has them, of what is left out.</param>
    /// <param name="read">Reads the tar to its end.</param>
    /// <exception cref="GitFailedException">An object is missing, or cannot be read.</exception>
    public async Task ArchiveAsync(string commit, IEnumerable<string> without, Func<Stream, Task> read, CancellationToken cancellationToken)
    {
        // A checkout knows nothing of what is left out of archives.
        _copy.SetAttributes(["* -export-ignore -export-subst", .. without.Select(pattern => $"{pattern} export-ignore")]);
        Exception? cut = null;
        // Of a tree, for an archive of a commit begins with its id and has its time on every file.
        var outcome = await _process.RunAsync(["archive", "--format=tar", commit + "^{tree}"], _variables, default, ReadAsync, cancellationToken);
        if (outcome.ExitCode != 0)
        {
            throw new GitFailedException($"The files of {commit} cannot be read from {Place.Root}: {outcome.Errors}", cut);
        }

        if (cut is not null)
        {
            throw cut;
        }

        async Task ReadAsync(Stream tar)
        {
            try
            {
                await read(tar);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                // What git says of an archive that ends early says more.
                cut = failure;
            }
        }
    }

    /// <summary>The index of a commit, as it is when nothing was changed since.</summary>
    /// <exception cref="GitFailedException">An object is missing, or cannot be read.</exception>
    public async Task<byte[]> IndexAsync(string commit, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("slipway-index-").FullName;
        var index = Path.Combine(folder, "index");
        try
        {
            if (_process.User is { } user)
            {
                Give(folder, user);
            }

            var made = await _process.RunAsync(["read-tree", commit], new Dictionary<string, string>(_variables) { ["GIT_INDEX_FILE"] = index }, default, cancellationToken);
            using var written = ConfinedFolder.TryOpen(folder);
            return made.ExitCode == 0 && written?.TryRead("index", MostBytesOfIndex) is { } content
                ? content
                : throw new GitFailedException($"The index of {commit} cannot be made from {Place.Root}: {made.Errors}");
        }
        finally
        {
            RemoveIndex(folder, index);
        }
    }

    /// <summary>Gives a new folder to the user as whom git will write into it.</summary>
    internal static void Give(string folder, uint user)
    {
        if (Libc.ChangeOwnerOfLink(folder, user, NoChange) != 0)
        {
            throw new IOException($"{folder} cannot be given to user {user}: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");
        }
    }

    /// <summary>Removes only what git has made: somebody else's folder is not gone through.</summary>
    private static void RemoveIndex(string folder, string index)
    {
        try
        {
            File.Delete(index);
            File.Delete(index + ".lock");
            Directory.Delete(folder);
        }
        catch (IOException)
        {
            // Its owner has put something into it.
        }
    }
}
