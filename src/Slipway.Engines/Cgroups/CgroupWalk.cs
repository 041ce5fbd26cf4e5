using System.Globalization;
using Slipway.Engines.Kernel;

namespace Slipway.Engines.Cgroups;

/// <summary>
/// Goes through a control group and all below it, deepest first, with one open folder at a time: an engine's root may nest groups deeper
/// than the kernel takes a path, or a process open folders.
/// </summary>
internal sealed class CgroupWalk : IDisposable
{
    private const int RemoveFolder = 0x200;
    private readonly Stack<Queue<string>> _left = new();
    private readonly Stack<string> _names = new();
    private int _folder;

    private static int OpenFolder => Libc.OpenFolder | Libc.OpenNoLink | Libc.OpenCloseOnExec;

    private CgroupWalk(int folder)
    {
        _folder = folder;
        _left.Push(Children());
    }

    /// <summary>The folder that <see cref="Next"/> has reached, as a path that is always short.</summary>
    public string Here => string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{_folder}");

    /// <summary>Null: there is no such group.</summary>
    public static CgroupWalk? Open(string group)
    {
        var folder = Libc.OpenAt(Libc.AtCurrent, group, OpenFolder);
        return folder < 0 ? null : new(folder);
    }

    /// <summary>Goes to the next folder below which everything has been visited; false: the group itself was the last.</summary>
    public bool Next()
    {
        if (_left.Count == 0)
        {
            return false;
        }
        while (_left.Peek().TryDequeue(out var name))
        {
            if (Enter(name))
            {
                _names.Push(name);
                _left.Push(Children());
            }
        }
        _left.Pop();
        return true;
    }

    /// <summary>Goes up from where <see cref="Next"/> has been, and removes that folder if it is asked to.</summary>
    /// <returns>False: it is not empty. The group itself is left to the caller.</returns>
    public bool Leave(bool remove)
    {
        if (!_names.TryPop(out var name))
        {
            return true;
        }
        return Enter("..") && (!remove || Libc.UnlinkAt(_folder, name, RemoveFolder) == 0);
    }

    public void Dispose() => _ = Libc.Close(_folder);

    private bool Enter(string name)
    {
        var folder = Libc.OpenAt(_folder, name, OpenFolder);
        if (folder < 0)
        {
            return false;
        }
        _ = Libc.Close(_folder);
        _folder = folder;
        return true;
    }

    private Queue<string> Children()
    {
        try
        {
            return new(Directory.EnumerateDirectories(Here).Select(path => Path.GetFileName(path)));
        }
        catch (IOException)
        {
            return new();
        }
    }
}
