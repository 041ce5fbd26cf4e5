using Slipway.Engines.Kernel;

namespace Slipway.Engines.Cgroups;

/// <summary>Reading, writing and removing control groups, which are folders that the kernel fills.</summary>
internal static class CgroupFiles
{
    /// <summary>Every process in a group and those below it.</summary>
    public static IEnumerable<int> Processes(string group)
    {
        foreach (var folder in Below(group).Append(group))
        {
            foreach (var line in ReadLines(Path.Combine(folder, "cgroup.procs")))
            {
                if (int.TryParse(line, out var process) && process > 0)
                {
                    yield return process;
                }
            }
        }
    }

    /// <summary>Removes a group and those below it; false: something is still in them.</summary>
    public static bool TryRemove(string group)
    {
        var gone = true;
        foreach (var folder in Below(group).OrderByDescending(folder => folder.Length).Append(group))
        {
            gone &= Libc.RemoveFolder(folder) == 0 || !Directory.Exists(folder);
        }
        return gone;
    }

    /// <summary>Writes a value where the kernel has the file; false: it has not, or refuses the value.</summary>
    public static bool TryWrite(string file, string value)
    {
        try
        {
            if (File.Exists(file))
            {
                File.WriteAllText(file, value);
                return true;
            }
            return false;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static string[] Below(string group)
    {
        try
        {
            return Directory.Exists(group) ? Directory.GetDirectories(group, "*", SearchOption.AllDirectories) : [];
        }
        catch (IOException)
        {
            return [];
        }
    }

    private static string[] ReadLines(string file)
    {
        try
        {
            return File.Exists(file) ? File.ReadAllLines(file) : [];
        }
        catch (IOException)
        {
            return [];
        }
    }
}
