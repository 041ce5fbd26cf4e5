using System.Globalization;

namespace Slipway.Execution.Ownership;

/// <summary>The process that holds containers, networks and cgroups: when it is gone they may go. Its start time tells it from a later process with its number.</summary>
public readonly record struct OwnerProcess(int Id, long StartTime)
{
    public static OwnerProcess Current => new(Environment.ProcessId, ReadStartTime(Environment.ProcessId) ?? 0);

    public bool IsAlive => ReadStartTime(Id) == StartTime;

    /// <summary>Reads what <see cref="ToString"/> wrote; null when the text is something else.</summary>
    public static OwnerProcess? Parse(string? text)
    {
        var parts = text?.Split('-') ?? [];
        return parts.Length == 2
            && int.TryParse(parts[0], CultureInfo.InvariantCulture, out var id)
            && long.TryParse(parts[1], CultureInfo.InvariantCulture, out var start)
            ? new OwnerProcess(id, start)
            : null;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Id}-{StartTime}");

    private static long? ReadStartTime(int id)
    {
        try
        {
            // The name in parentheses may hold anything; the fields after it are counted from the third.
            var stat = File.ReadAllText($"/proc/{id}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] == "Z" ? null : long.Parse(fields[19], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
