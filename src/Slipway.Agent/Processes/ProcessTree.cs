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

        // Null: it ended while we looked.
        if (FileAttempt.Of<string?>(() => File.ReadAllText(Path.Combine(folder, "stat")), null) is not { } text)
        {
            return null;
        }

        // "ID (NAME) STATE PARENT GROUP ...", where the name may hold anything.
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return new Entry(id, fields[0] is "Z" or "X", Number(fields[1]), Number(fields[2]));
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static bool IsMarked(string proc, int id, byte[] marker)
    {
        var environment = FileAttempt.Of(() => File.ReadAllBytes($"{proc}/{id}/environ"), []);
        var at = environment.AsSpan().IndexOf(marker);
        return (at == 0 && environment.Length > 0) || (at > 0 && environment[at - 1] == 0);
    }

    private sealed record Entry(int Id, bool IsZombie, int Parent, int Group);
}
