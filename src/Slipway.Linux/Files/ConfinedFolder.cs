using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Kernel;

namespace Slipway.Linux.Files;

/// <summary>
/// The one door to files that somebody else has made: a repository's, a project's <c>.slipway</c>, an engine's. What is opened lies below the folder
/// whatever is moved meanwhile: no link is followed on any part of a path, only regular files are read, and no more of them than was asked for.
/// Paths are relative, with <c>/</c> between names and without <c>..</c>; names that are no Unicode have a text as well (<see cref="PathText"/>). For use by several threads at once.
/// </summary>
public sealed partial class ConfinedFolder : IDisposable
{
    private const int ForReading = Libc.NotBlocking | Libc.NoTerminal;
    private const string LinkReason = "is a symbolic link; no link is followed here, as it could lead to any file of this machine: put the file itself in its place";

    private readonly SafeFileHandle _folder;
    private readonly BeneathOpen _open;

    private ConfinedFolder(string path, SafeFileHandle folder, BeneathOpen open)
    {
        Path = path;
        _folder = folder;
        _open = open;
    }

    /// <summary>As it was given: for messages.</summary>
    public string Path { get; }

    /// <summary>A path of this process that leads to the very folder, whatever it is called by now; valid until this is disposed.</summary>
    internal string Here => string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{_folder.DangerousGetHandle()}");

    /// <param name="path">Is trusted itself, links in it too.</param>
    /// <returns>Null: there is no such folder.</returns>
    /// <exception cref="IOException">It may not be opened.</exception>
    public static ConfinedFolder? TryOpen(string path) => TryOpen(path, new BeneathOpen(partByPart: false));

    internal static ConfinedFolder? TryOpen(string path, BeneathOpen open)
    {
        var descriptor = Libc.OpenAt(Libc.CurrentFolder, path, Libc.PlaceOnly | Libc.Folder | Libc.CloseOnExec, 0);
        return descriptor >= 0 ? new(path, new SafeFileHandle(descriptor, ownsHandle: true), open)
            : Marshal.GetLastPInvokeError() is Errno.NotThere or Errno.NoFolder ? null
            : throw Failure(path, Marshal.GetLastPInvokeError());
    }

    /// <summary>A folder below this one, as a door of its own.</summary>
    /// <returns>Null: there is none, or it is no folder.</returns>
    /// <exception cref="RefusedPathException">A link is on the way.</exception>
    public ConfinedFolder? TryOpenFolder(string path) =>
        Open(path, Libc.PlaceOnly | Libc.Folder) is { } folder ? new(Shown(path), folder, _open) : null;

    /// <summary>What lies at a path; of a link, the link itself.</summary>
    /// <returns>Null: nothing.</returns>
    /// <exception cref="RefusedPathException">A link is on the way.</exception>
    public FileFacts? Look(string path)
    {
        using var place = Open(path, Libc.PlaceOnly);
        return place is null ? null : FactsOf(place, path);
    }

    /// <summary>The target of a link, as it is written there.</summary>
    /// <exception cref="RefusedPathException">It is no link, or a link is on the way to it.</exception>
    public string ReadLink(string path)
    {
        const int LongestPath = 4096;
        using var place = Open(path, Libc.PlaceOnly);
        var target = new byte[LongestPath];
        var length = place is null ? -1 : Libc.ReadLink(place, target);
        return length >= 0 ? PathText.Of(target.AsSpan(0, (int)length)) : throw new RefusedPathException(Shown(path), "is no symbolic link");
    }

    /// <summary>A regular file for reading from its begin.</summary>
    /// <returns>Null: there is none.</returns>
    /// <exception cref="RefusedPathException">A link is on the way, or it is no regular file.</exception>
    public FileStream? TryOpenFile(string path)
    {
        // A device is looked at and not opened: some act when they are.
        switch (Look(path)?.Kind)
        {
            case null:
                return null;
            case FileKind.Link:
                throw new RefusedPathException(Shown(path), LinkReason);
            case not FileKind.File:
                throw NoFile(path);
        }

        var file = Open(path, ForReading);
        try
        {
            return file is null ? null : FactsOf(file, path).Kind == FileKind.File ? new FileStream(file, FileAccess.Read, bufferSize: 0) : throw NoFile(path);
        }
        catch
        {
            file?.Dispose();
            throw;
        }
    }

    /// <summary>The whole of a regular file.</summary>
    /// <param name="path">Below the folder.</param>
    /// <param name="mostBytes">How large it may be.</param>
    /// <returns>Null: there is none.</returns>
    /// <exception cref="RefusedPathException">A link is on the way, it is no regular file, or it is larger.</exception>
    public byte[]? TryRead(string path, int mostBytes)
    {
        using var file = TryOpenFile(path);
        if (file is null)
        {
            return null;
        }

        using var content = new MemoryStream();
        var chunk = new byte[Math.Min(mostBytes, 1 << 16) + 1];
        // It may grow while it is read, and what the kernel makes up has no length before.
        for (int count; file.Length <= mostBytes && content.Length <= mostBytes && (count = file.Read(chunk)) > 0;)
        {
            content.Write(chunk, 0, count);
        }

        return file.Length <= mostBytes && content.Length <= mostBytes
            ? content.ToArray()
            : throw new RefusedPathException(Shown(path), $"is larger than {Size(mostBytes)}, the most that is read of such a file");
    }

    /// <summary>The last bytes of a regular file, however large it is.</summary>
    /// <returns>Null: there is none.</returns>
    /// <exception cref="RefusedPathException">A link is on the way, or it is no regular file.</exception>
    public byte[]? TryReadEnd(string path, int mostBytes)
    {
        using var file = TryOpenFile(path);
        if (file is null)
        {
            return null;
        }

        file.Seek(-Math.Min(file.Length, mostBytes), SeekOrigin.End);
        var bytes = new byte[mostBytes];
        return bytes[..file.ReadAtLeast(bytes, mostBytes, throwOnEndOfStream: false)];
    }

    public void Dispose() => _folder.Dispose();

    private string Shown(string path) => path.Length == 0 ? Path : System.IO.Path.Combine(Path, path);

    /// <returns>Null: there is nothing at the path.</returns>
    private SafeFileHandle? Open(string path, int flags)
    {
        var parts = Parts(path);
        return _open.Open(_folder, parts, flags, 0, out var error) ?? error switch
        {
            Errno.NotThere or Errno.NoFolder => null,
            Errno.MeetsLink => throw new RefusedPathException(FirstLink(parts), LinkReason),
            Errno.NobodyBehind => throw NoFile(path),
            _ => throw Failure(Shown(path), error),
        };
    }

    /// <summary>For the message only: by now it may be something else.</summary>
    private string FirstLink(string[] parts)
    {
        for (var count = 1; count < parts.Length; count++)
        {
            using var place = _open.Open(_folder, parts[..count], Libc.PlaceOnly, 0, out _);
            if (place is not null && Libc.Look((int)place.DangerousGetHandle(), out var facts) == 0 && FileFacts.KindOf(facts.Mode) == FileKind.Link)
            {
                return Shown(string.Join('/', parts[..count]));
            }
        }

        return Shown(string.Join('/', parts));
    }

    private string[] Parts(string path)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return path.StartsWith('/') || path.Contains('\0', StringComparison.Ordinal) || parts.Contains("..")
            ? throw new RefusedPathException($"'{path.Replace('\0', '?')}'", $"is no path below {Path}: write a relative one without '..'")
            : parts;
    }

    private FileFacts FactsOf(SafeFileHandle place, string path) =>
        Libc.Look((int)place.DangerousGetHandle(), out var facts) == 0 ? FileFacts.Of(facts) : throw Failure(Shown(path), Marshal.GetLastPInvokeError());

    private RefusedPathException NoFile(string path) => new(Shown(path), "is no regular file: nothing else is read here");

    private static IOException Failure(string path, int error) => new($"{path} cannot be opened: {Marshal.GetPInvokeErrorMessage(error)}");

    private static string Size(int bytes) => bytes >= 1 << 20 ? $"{bytes >> 20} MiB" : bytes >= 1 << 10 ? $"{bytes >> 10} KiB" : $"{bytes} bytes";
}
