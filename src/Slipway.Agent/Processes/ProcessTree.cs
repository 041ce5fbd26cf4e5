using System.Globalization;
using System.Text;
using Slipway.Agent.Linux;

namespace Slipway.Agent.Processes;

/// <summary>Finds all that a process started: by process group, by descent, and by the marker in the environment of what fled these.</summary>
internal static class ProcessTree
{
    /// <summary>The living members, the root first if it lives. Ids of processes; zombies are left out.</summary>
    public static IReadOnlyList<int> Members(int root, int channel, string proc = "/proc")
    {
        var all = Directory.EnumerateDirectories(proc)
            .Select(folder => Read(folder))
            .OfType<Entry>()
            .ToList();
        var marker = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{ProcessPlanner.Marker}={channel}\0"));
        HashSet<int> found = [.. all.Where(e => e.Id == root || e.Group == root || IsMarked(proc, e.Id, marker)).Select(e => e.Id)];
        while (all.Where(e => found.Contains(e.Parent) && found.Add(e.Id)).ToList().Count > 0)
        {
        }

        found.Remove(System.Environment.ProcessId);
        return [.. all.Where(e => !e.IsZombie && found.Contains(e.Id)).Select(e => e.Id).OrderBy(id => id == root ? 0 : id)];
    }

    public static void Signal(IEnumerable<int> processes, int signal)
    {
        foreach (var process in processes)
        {
            _ = Libc.Kill(process, signal);
        }
    }

    private static Entry? Read(string folder)
    {
        if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            return null;
        }

        try
        {
            // "ID (NAME) STATE PARENT GROUP ...", where the name may hold anything.
            var text = File.ReadAllText(Path.Combine(folder, "stat"));
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return new Entry(id, fields[0] is "Z" or "X", Number(fields[1]), Number(fields[2]));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null; // It ended while we looked.
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static bool IsMarked(string proc, int id, byte[] marker)
    {
        try
        {
            var environment = File.ReadAllBytes($"{proc}/{id}/environ").AsSpan();
            var at = environment.IndexOf(marker);
            return at == 0 || (at > 0 && environment[at - 1] == 0);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private sealed record Entry(int Id, bool IsZombie, int Parent, int Group);
}
