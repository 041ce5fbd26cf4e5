using System.Globalization;

namespace Slipway.Engines.Identity;

/// <summary>The process whose end ends an engine. Process numbers come back, so the time it started belongs to it.</summary>
/// <param name="Process">0: nobody; only a release ends the engine.</param>
/// <param name="Started">Ticks since boot, from /proc/PID/stat.</param>
public sealed record EngineOwner(int Process, long Started)
{
    public static EngineOwner Nobody { get; } = new(0, 0);

    /// <summary>The owner that a process number means now.</summary>
    public static EngineOwner Of(int process) => process == 0 ? Nobody : new(process, StartOf(process) ?? 0);

    /// <summary>True: its engines must be kept.</summary>
    public bool IsAlive => Process == 0 || StartOf(Process) == Started;

    private static long? StartOf(int process)
    {
        try
        {
            var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/stat"));
            // The name in parentheses may hold anything; field 22 is the twentieth behind it. Zombies count as dead.
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is "Z" or "X" ? null : long.Parse(fields[19], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
