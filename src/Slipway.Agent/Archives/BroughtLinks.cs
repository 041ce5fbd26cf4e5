using Slipway.Agent.Linux;

namespace Slipway.Agent.Archives;

/// <summary>
/// The symbolic links that archives have brought into the container, as opposed to the image's and the job's own. They are known by what they are and not by
/// their names, so that a second name or a rename hides none.
/// </summary>
internal sealed class BroughtLinks
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(uint, uint, ulong, long, uint), int> _archives = [];
    private int _last;

    /// <summary>A number for an archive whose unpacking begins.</summary>
    public int NextArchive() => Interlocked.Increment(ref _last);

    public void Add(in Libc.FileStatus link, int archive)
    {
        lock (_lock)
        {
            _archives[Identity(link)] = archive;
        }
    }

    /// <summary>The archive that brought a link; null: none did.</summary>
    public int? Find(in Libc.FileStatus link)
    {
        lock (_lock)
        {
            return _archives.TryGetValue(Identity(link), out var archive) ? archive : null;
        }
    }

    // An inode's number comes back when its file is gone; the time of birth, where the file system has it, does not.
    private static (uint, uint, ulong, long, uint) Identity(in Libc.FileStatus link) =>
        (link.DeviceMajor, link.DeviceMinor, link.Inode, link.BornSeconds, link.BornNanoseconds);
}
