namespace Slipway.Linux.Cgroups;

/// <summary>The host's control group file systems: one folder with version 2, one per controller with version 1 or both mixed.</summary>
/// <param name="Unified">True: version 2 alone.</param>
public sealed record CgroupHierarchies(bool Unified, IReadOnlyList<string> Folders)
{
    private const string Root = "/sys/fs/cgroup";

    /// <summary>Reads them from the mount table.</summary>
    public static CgroupHierarchies Read() => Parse(File.ReadLines("/proc/self/mounts"));

    public static CgroupHierarchies Parse(IEnumerable<string> mounts)
    {
        var found = mounts.Select(line => line.Split(' ')).Where(parts => parts.Length > 2 && parts[2] is "cgroup" or "cgroup2").ToList();
        var folders = found.Select(parts => parts[1]).Where(folder => folder == Root || folder.StartsWith(Root + "/", StringComparison.Ordinal)).Distinct(StringComparer.Ordinal).ToList();
        return new(found.Any(parts => parts[1] == Root && parts[2] == "cgroup2"), folders);
    }

    /// <summary>The names of the groups below one, in any of the hierarchies.</summary>
    public IReadOnlyList<string> Below(string path) =>
        [.. Folders.SelectMany(folder => Files.Folders.In(Path.Combine(folder, path))).Distinct(StringComparer.Ordinal)];
}
