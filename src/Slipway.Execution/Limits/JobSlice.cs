using System.Globalization;
using Slipway.Linux.Files;
using Slipway.Linux.Processes;
using Slipway.Linux.Tools;

namespace Slipway.Execution.Limits;

/// <summary>
/// A job's cgroup where systemd keeps the tree: a transient slice, made by systemd itself, because it overwrites what others write into its groups.
/// </summary>
internal static class JobSlice
{
    private const string Prefix = "slipway-";
    private const string Suffix = ".slice";
    private const string Folder = "/sys/fs/cgroup/slipway.slice";

    // In a slice's name a hyphen stands for a level.
    public static string Name(string space) => $"{Prefix}{space}_{OwnerProcess.Current.ToString().Replace('-', '_')}{Suffix}";

    /// <summary>The process in a slice's name; null: it is not one of a job.</summary>
    public static OwnerProcess? OwnerOf(string slice) =>
        slice.StartsWith(Prefix, StringComparison.Ordinal) && slice.EndsWith(Suffix, StringComparison.Ordinal) && slice.Split('_', 2) is [_, var owner]
            ? OwnerProcess.Parse(owner[..^Suffix.Length].Replace('_', '-'))
            : null;

    /// <returns>False: systemd cannot be asked, or refuses.</returns>
    public static Task<bool> TryStartAsync(string slice, JobLimits limits) => CallAsync(
        "StartTransientUnit",
        "ssa(sv)a(sa(sv))",
        slice,
        "fail",
        "4",
        "MemoryMax", "t", Text(limits.MemoryBytes),
        "MemorySwapMax", "t", "0",
        "CPUQuotaPerSecUSec", "t", Text((long)(limits.Cpus * 1_000_000)),
        "TasksMax", "t", Text(limits.Processes),
        "0");

    /// <summary>Stops a slice that nothing is in any more; to stop one with containers would end them.</summary>
    public static async Task<bool> TryStopAsync(string slice)
    {
        try
        {
            var folder = Path.Combine(Folder, slice);
            return Directory.Exists(folder) && !Directory.EnumerateDirectories(folder).Any() && await CallAsync("StopUnit", "ss", slice, "fail");
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>The slices of processes that are gone.</summary>
    public static IEnumerable<string> FindOrphans() => Folders.In(Folder).Where(slice => OwnerOf(slice) is { IsAlive: false });

    private static async Task<bool> CallAsync(string method, params string[] arguments)
    {
        string[] call = ["call", "org.freedesktop.systemd1", "/org/freedesktop/systemd1", "org.freedesktop.systemd1.Manager", method, .. arguments];
        return ToolPath.Find("busctl") is not null && (await ToolRun.RunAsync("busctl", call, null, CancellationToken.None)).ExitCode == 0;
    }

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
