using System.Runtime.InteropServices;
using Slipway.Linux.Kernel;
using Slipway.Linux.Processes;

namespace Slipway.Linux.Files;

/// <summary>
/// A file that readers see whole or not at all: it is written as a draft and moved to its place. The draft's name says which process writes it, so that what a killed
/// one leaves is found. Disposing removes a draft that was not moved.
/// </summary>
/// <param name="folder">Where the draft lies: there already, and on the same disk as its place.</param>
public sealed class WholeFile(string folder) : IDisposable
{
    private const string Ending = ".new";

    /// <summary>Where the content is written; nothing is there yet.</summary>
    public string Draft { get; } = Path.Combine(folder, $"{Guid.NewGuid():N}_{OwnerProcess.Current}{Ending}");

    /// <summary>Puts a content in the place of what is there. Of several at the same time the last wins.</summary>
    /// <param name="mode">The file's permissions from its first byte on.</param>
    /// <exception cref="IOException">It cannot be written, for one because its folder is gone.</exception>
    public static void Write(string place, ReadOnlySpan<byte> content, UnixFileMode mode = FileModes.ReadableFile)
    {
        using var file = new WholeFile(Path.GetDirectoryName(place)!);
        using (var stream = new FileStream(file.Draft, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = mode }))
        {
            stream.Write(content);
        }

        file.MoveTo(place);
    }

    /// <summary>The drafts that processes left which are gone.</summary>
    public static IReadOnlyList<string> FindOrphans(string folder) =>
        [.. Folders.FilesIn(folder).Where(file => file.Name.EndsWith(Ending, StringComparison.Ordinal) && !IsWritten(file.Name[..^Ending.Length])).Select(file => file.FullName)];

    /// <summary>Puts the draft in the place of what is there.</summary>
    public void MoveTo(string place) => File.Move(Draft, place, overwrite: true);

    /// <summary>Puts the draft where nothing is. Of several at the same time the first wins: to look and then to move would let two do so.</summary>
    /// <returns>False: something is there.</returns>
    /// <exception cref="IOException">It cannot be put there for another reason.</exception>
    public bool TryMoveTo(string place)
    {
        if (Libc.NameAlso(Draft, place) == 0)
        {
            File.Delete(Draft);
            return true;
        }

        return Marshal.GetLastPInvokeError() == Errno.AlreadyThere ? false : throw new KernelException($"put a file at {place}");
    }

    public void Dispose() => File.Delete(Draft);

    private static bool IsWritten(string name) => OwnerProcess.Parse(name.Split('_')[^1]) is { IsAlive: true };
}
