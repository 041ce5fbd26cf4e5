using System.Globalization;
using System.Text;
using Slipway.Linux.Files;
using Slipway.Linux.Processes;
using Slipway.Model.Runners;

namespace Slipway.Runner.Work;

/// <summary>What a runner keeps of an assignment, so that another runner on this machine finds it: its process and its journal. Nothing of it is secret.</summary>
internal sealed record WorkFolder(string Path, Lease Lease)
{
    private const char Between = '-';

    public string Journal => System.IO.Path.Combine(Path, "journal");

    private string EndedFile => System.IO.Path.Combine(Path, "ended");

    private string ProcessFile => System.IO.Path.Combine(Path, "process");

    public static WorkFolder Create(string folder, Lease lease)
    {
        var made = new WorkFolder(System.IO.Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{lease.Assignment}{Between}{lease.Fence}")), lease);
        Directory.CreateDirectory(made.Path, FileModes.PrivateFolder);
        return made;
    }

    /// <summary>Those that an earlier runner left.</summary>
    public static IReadOnlyList<WorkFolder> Find(string folder) => Directory.Exists(folder)
        ? [.. Directory.GetDirectories(folder).Select(path => LeaseOf(System.IO.Path.GetFileName(path)) is { } lease ? new WorkFolder(path, lease) : null).OfType<WorkFolder>()]
        : [];

    /// <summary>Notes whose process runs the job.</summary>
    public void WriteProcess(OwnerProcess process) => WholeFile.Write(ProcessFile, Encoding.UTF8.GetBytes(process.ToString()));

    /// <summary>Whether the server has the end of the job.</summary>
    public bool IsEnded => File.Exists(EndedFile);

    public void WriteEnded() => File.WriteAllBytes(EndedFile, []);

    /// <returns>Null: none was started.</returns>
    public OwnerProcess? ReadProcess() => File.Exists(ProcessFile) ? OwnerProcess.Parse(File.ReadAllText(ProcessFile)) : null;

    public void Remove() => Directory.Delete(Path, recursive: true);

    private static Lease? LeaseOf(string name) => name.Split(Between) is [var assignment, var fence]
        && long.TryParse(assignment, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && long.TryParse(fence, NumberStyles.None, CultureInfo.InvariantCulture, out var of)
        ? new Lease(number, of)
        : null;
}
