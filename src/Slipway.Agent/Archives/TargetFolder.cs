using System.Text;
using Slipway.Agent.Linux;
using Slipway.Agent.Processes;
using Slipway.Model.Archives;

namespace Slipway.Agent.Archives;

/// <summary>
/// The folder that an archive is unpacked below, and the way to each folder in it. Links of the image and the job are followed, as the user's own. A link of the
/// same archive is never followed; one of an earlier archive is only as long as it stays below the folder.
/// </summary>
internal sealed unsafe class TargetFolder : IDisposable
{
    private const uint NewFolder = 0x1ED; // 0755
    private const int MostLinks = 40;

    private readonly Descriptor _root;
    private readonly BroughtLinks _links;
    private readonly int _archive;
    private string _lastName = "";
    private Descriptor? _last;

    public TargetFolder(string directory, BroughtLinks links)
    {
        JobFolder.Make(directory);
        _root = Descriptor.Open(directory, Libc.PlaceOnly | Libc.Directory);
        _links = links;
        _archive = links.NextArchive();
    }

    /// <summary>Latin-1 keeps every byte, so that names need not be valid text.</summary>
    public static byte[] Native(string path)
    {
        var bytes = new byte[path.Length + 1];
        Encoding.Latin1.GetBytes(path, bytes);
        return bytes;
    }

    /// <summary>What is at a place; null: nothing.</summary>
    public static Libc.FileStatus? Look(int folder, byte* name)
    {
        Libc.FileStatus status;
        return Libc.Statx(folder, name, Libc.AtNoFollow, Libc.AllFacts, &status) == 0 ? status : null;
    }

    /// <summary>The folder at a path, made with those above it where it is missing. It stays open for the entries that follow, until another one is asked for.</summary>
    /// <exception cref="BadArchiveException">The way goes through a link that an archive brought.</exception>
    public int Make(string path)
    {
        if (path.Length == 0)
        {
            return _root.Number;
        }

        if (_last is null || _lastName != path)
        {
            _last?.Dispose();
            _last = null;
            _last = OpenWithoutLinks(path, Libc.PlaceOnly) ?? Walk(path, make: true);
            _lastName = path;
        }

        return _last.Number;
    }

    /// <summary>The folder at a path, opened anew; null: there is none, or the way to it may not be gone.</summary>
    /// <param name="path">Below this folder.</param>
    /// <param name="access"><see cref="Libc.ReadOnly"/> to change what the folder is, else <see cref="Libc.PlaceOnly"/>.</param>
    public Descriptor? Find(string path, int access) => OpenWithoutLinks(path, access) ?? FindByNames(path, access);

    /// <summary>Notes a link that the archive has just made.</summary>
    public void Brought(int folder, byte* name) =>
        _links.Add(Look(folder, name) ?? throw SystemCallException.Last("cannot read a link that was just made"), _archive);

    /// <summary>Whether a link of another's stands for a folder that the archive may fill.</summary>
    public bool IsKept(in Libc.FileStatus link, string path)
    {
        if (_links.Find(link) == _archive)
        {
            return false;
        }

        using var folder = Find(path, Libc.PlaceOnly);
        return folder is not null;
    }

    public void Dispose()
    {
        _last?.Dispose();
        _root.Dispose();
    }

    private Descriptor? FindByNames(string path, int access)
    {
        try
        {
            using var place = Walk(path, make: false);
            return Open(place, ".", access | Libc.Directory);
        }
        catch (Exception failure) when (failure is BadArchiveException or SystemCallException)
        {
            return null;
        }
    }

    private static Descriptor? Open(Descriptor folder, string name, int flags)
    {
        fixed (byte* native = Native(name))
        {
            return Descriptor.OpenAt(folder.Number, native, flags, 0);
        }
    }

    /// <summary>The usual way, in one call; null where it cannot be gone so, or the kernel does not know the call.</summary>
    private Descriptor? OpenWithoutLinks(string path, int access)
    {
        fixed (byte* native = Native(path.Length == 0 ? "." : path))
        {
            var opened = Libc.OpenBelow(_root.Number, native, access | Libc.Directory);
            return opened < 0 ? null : new Descriptor(opened);
        }
    }

    /// <summary>Goes name by name, and says at each whether it may.</summary>
    private Descriptor Walk(string path, bool make)
    {
        // Names of the path itself may be made, those that a link names may not.
        var rest = new Stack<(string Name, bool IsOwn)>(path.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse().Select(name => (name, true)));
        var (links, mustStay) = (0, false);
        var here = Open(_root, ".", Libc.PlaceOnly | Libc.Directory) ?? throw SystemCallException.Last($"cannot open the folder of {path}");
        try
        {
            while (rest.TryPop(out var next))
            {
                if (mustStay && next.IsOwn)
                {
                    RequireInside(here, path);
                }

                using var above = here;
                here = Step(above, next.Name, make && next.IsOwn, path);
                if (here.Status() is not { Type: Libc.LinkType } link)
                {
                    continue;
                }

                mustStay |= MustStay(link, path);
                if (++links > MostLinks)
                {
                    throw new SystemCallException($"cannot open {path}", SystemCallException.Loop);
                }

                using var read = here;
                here = Follow(above, read, rest);
            }

            if (mustStay)
            {
                RequireInside(here, path);
            }

            return here.Status().Type == Libc.FolderType ? here : throw new SystemCallException($"cannot open {path}", SystemCallException.NotDirectory);
        }
        catch
        {
            here.Dispose();
            throw;
        }
    }

    private static Descriptor Step(Descriptor above, string name, bool make, string path) =>
        Open(above, name, Libc.PlaceOnly | Libc.NoFollow) ?? MakeStep(above, name, make, path);

    private static Descriptor MakeStep(Descriptor above, string name, bool make, string path)
    {
        var failure = SystemCallException.Last($"cannot {(make ? "make" : "open")} {path}");
        if (!make || failure.Error != SystemCallException.NoEntry)
        {
            throw failure;
        }

        fixed (byte* native = Native(name))
        {
            _ = Libc.MakeDirectoryAt(above.Number, native, NewFolder);
        }

        return Open(above, name, Libc.PlaceOnly | Libc.NoFollow) ?? throw SystemCallException.Last($"cannot make {path}");
    }

    private bool MustStay(in Libc.FileStatus link, string path) => _links.Find(link) switch
    {
        null => false,
        { } archive when archive == _archive => throw new BadArchiveException($"The archive goes through its own link on the way to {path}."),
        _ => true,
    };

    /// <summary>Where the names that a link holds begin; they go in front of the rest.</summary>
    private static Descriptor Follow(Descriptor above, Descriptor link, Stack<(string Name, bool IsOwn)> rest)
    {
        var target = ReadLink(link);
        foreach (var name in target.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse())
        {
            rest.Push((name, false));
        }

        return (target.StartsWith('/') ? Descriptor.Open("/", Libc.PlaceOnly | Libc.Directory) : Open(above, ".", Libc.PlaceOnly | Libc.Directory))
            ?? throw SystemCallException.Last("cannot follow a link");
    }

    private static string ReadLink(Descriptor link)
    {
        var target = stackalloc byte[Libc.LongestPath];
        byte none = 0;
        var length = Libc.ReadLinkAt(link.Number, &none, target, Libc.LongestPath);
        return length >= 0 ? Encoding.Latin1.GetString(target, (int)length) : throw SystemCallException.Last("cannot read a link");
    }

    private void RequireInside(Descriptor folder, string path)
    {
        if (!IsInside(folder))
        {
            throw new BadArchiveException($"The archive's {path} leads out of its folder, through a link that an earlier archive brought.");
        }
    }

    /// <summary>Whether the way up from a folder comes to this one.</summary>
    private bool IsInside(Descriptor folder)
    {
        var root = Libc.Identity(_root.Status());
        var here = Open(folder, ".", Libc.PlaceOnly | Libc.Directory);
        while (here is not null && Libc.Identity(here.Status()) != root)
        {
            using var below = here;
            here = Open(below, "..", Libc.PlaceOnly | Libc.Directory);
            if (here is not null && Libc.Identity(here.Status()) == Libc.Identity(below.Status()))
            {
                here.Dispose();
                return false;
            }
        }

        using (here)
        {
            return here is not null;
        }
    }
}
