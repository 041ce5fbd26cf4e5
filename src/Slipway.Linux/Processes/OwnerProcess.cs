using System.Globalization;
using System.Text.Json.Serialization;
using Slipway.Linux.Kernel;

namespace Slipway.Linux.Processes;

/// <summary>The process that holds containers, networks, cgroups and engines: when it is gone they may go.</summary>
/// <param name="Id">Its number in its namespace; 0: nobody, and what nobody holds stays until it is released.</param>
/// <param name="StartTime">Tells it from a later process with its number.</param>
/// <param name="Boot">Tells it from one of an earlier start of the machine.</param>
/// <param name="Namespace">Of process numbers: what is in another one cannot be seen from here.</param>
public readonly record struct OwnerProcess([property: JsonPropertyName("process")] int Id, [property: JsonPropertyName("started")] long StartTime, string Boot, string Namespace)
{
    private static readonly string ThisBoot = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim().Replace("-", "", StringComparison.Ordinal)[..12];

    // The link says pid:[4026531836].
    private static readonly string ThisNamespace = new FileInfo("/proc/self/ns/pid").LinkTarget?.Split('[', ']').ElementAtOrDefault(1) ?? "";

    public static OwnerProcess Nobody { get; } = new(0, 0, "", "");

    /// <summary>One that ended before this start of the machine.</summary>
    public static OwnerProcess Gone { get; } = new(-1, 0, "", "");

    public static OwnerProcess Current => Of(Environment.ProcessId);

    /// <summary>False: it is gone for certain. One that cannot be seen counts as alive.</summary>
    [JsonIgnore]
    public bool IsAlive => Id == 0 || (Boot == ThisBoot && (Namespace != ThisNamespace || IsSeen()));

    /// <summary>The owner that a number of a process means now, in this namespace; <see cref="Nobody"/> for 0.</summary>
    public static OwnerProcess Of(int id) => id == 0 ? Nobody : new(id, ReadStartTime(id) ?? 0, ThisBoot, ThisNamespace);

    /// <summary>Reads what <see cref="ToString"/> wrote; null when the text is something else.</summary>
    public static OwnerProcess? Parse(string? text)
    {
        var parts = text?.Split('-') ?? [];
        return parts.Length == 4
            && int.TryParse(parts[0], CultureInfo.InvariantCulture, out var id)
            && long.TryParse(parts[1], CultureInfo.InvariantCulture, out var start)
            ? new OwnerProcess(id, start, parts[2], parts[3])
            : null;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Id}-{StartTime}-{Boot}-{Namespace}");

    private bool IsSeen()
    {
        try
        {
            return ReadStartTime(Id) == StartTime;
        }
        catch (IOException)
        {
            // Whoever has no descriptor left, for one, sees nobody.
            return true;
        }
    }

    /// <returns>Null: there is no such process.</returns>
    /// <exception cref="IOException">It cannot be seen.</exception>
    private static long? ReadStartTime(int id)
    {
        try
        {
            // The name in parentheses may hold anything; the fields after it are counted from the third. A zombie is dead.
            var stat = File.ReadAllText($"/proc/{id}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is "Z" or "X" ? null : long.Parse(fields[19], CultureInfo.InvariantCulture);
        }
        catch (IOException gone) when (gone is FileNotFoundException or DirectoryNotFoundException || gone.HResult == Errno.NoSuchProcess)
        {
            return null;
        }
    }
}
