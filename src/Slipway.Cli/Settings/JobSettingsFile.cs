using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Slipway.Cli.Exits;
using Slipway.Cli.Repositories;
using Slipway.Engines.Settings;
using Slipway.Execution.Checkouts;
using Slipway.Linux.Failures;
using Slipway.Model.Assignments;
using Slipway.Model.Texts;

namespace Slipway.Cli.Settings;

/// <summary>Reads the settings for jobs: the machine's (/etc/slipway/jobs.json, or the file named in SLIPWAY_JOB_SETTINGS), then the project's (.slipway/settings.json).</summary>
internal static class JobSettingsFile
{
    public const string MachineFile = SettingPlaces.JobsFile;
    private const string ProjectFile = ".slipway/settings.json";
    private const int MostBytes = 1 << 20;

    /// <param name="projectFolder">The root of the project.</param>
    /// <param name="machineFile">The machine's file; null for the usual place, where it may be missing.</param>
    public static JobSettings Load(string projectFolder, string? machineFile) =>
        With(ReadMachines(machineFile ?? MachineFile, required: machineFile is not null), projectFolder);

    /// <summary>The machine's settings with those of a project.</summary>
    /// <exception cref="UsageException">The project's file cannot be read or says something that cannot be.</exception>
    public static JobSettings With(JobSettings machine, string projectFolder) => machine.With(ReadProjects(projectFolder));

    /// <summary>The machine's settings alone.</summary>
    /// <exception cref="UsageException">A file cannot be read or says something that cannot be.</exception>
    public static JobSettings LoadMachines() =>
        Environment.GetEnvironmentVariable("SLIPWAY_JOB_SETTINGS") is { } file ? ReadMachines(file, required: true) : ReadMachines(MachineFile, required: false);

    /// <summary>How much this machine keeps of what jobs leave, for all projects.</summary>
    public static StorageLimits LimitsOf(JobSettings machine) => (machine.Limits ?? new LimitSettings()).ToLimits(Environment.GetEnvironmentVariable("SLIPWAY_JOB_SETTINGS") ?? MachineFile);

    /// <param name="machineFile">The machine's file; null for the usual place, where it may be missing.</param>
    public static StorageLimits LoadLimits(string? machineFile) =>
        (ReadMachines(machineFile ?? MachineFile, required: machineFile is not null).Limits ?? new LimitSettings()).ToLimits(machineFile ?? MachineFile);

    /// <summary>The nearest folder, from this one upwards, that has settings of a project; null when there is none.</summary>
    /// <exception cref="UsageException">They are somebody else's.</exception>
    public static string? FindProject(string folder) => ProjectSearch.Find(folder, ProjectFile);

    private static JobSettings ReadMachines(string path, bool required) =>
        !required && !File.Exists(path) ? new JobSettings()
        : Read(path, () => File.ReadAllBytes(path), JobSettingsJson.Default.JobSettings, JobSettingsCheck.FindMistake);

    private static ProjectSettings ReadProjects(string folder)
    {
        ProjectSearch.RequireOwn(folder, ProjectFile);
        return Read(Path.Combine(folder, ProjectFile), () => ReadProjects(folder, MostBytes), JobSettingsJson.Default.ProjectSettings, JobSettingsCheck.FindMistake);
    }

    private static byte[]? ReadProjects(string folder, int mostBytes)
    {
        using var project = ProjectSecrets.TryOpen(folder);
        return project?.TryRead(ProjectFile, mostBytes);
    }

    private static T Read<T>(string path, Func<byte[]?> read, JsonTypeInfo<T> type, Func<T, string?> findMistake)
        where T : new()
    {
        try
        {
            return WorldFailure.OfFiles(() => Use(path, read, type, findMistake));
        }
        catch (IOException failure)
        {
            throw new UsageException($"The settings file {path} cannot be used: {JsonMistake.Explain(failure)}", failure);
        }
    }

    private static T Use<T>(string path, Func<byte[]?> read, JsonTypeInfo<T> type, Func<T, string?> findMistake)
        where T : new()
    {
        if (read() is not { } bytes)
        {
            return new T();
        }

        var text = SettingPlaces.WithoutMark(bytes);
        if (SettingPlaces.FindMisplaced(text, type.Properties.Select(property => property.Name).ToHashSet()) is { } misplaced)
        {
            throw new UsageException($"{path}: {misplaced}");
        }

        var settings = JsonSerializer.Deserialize(text.Span, type) ?? new T();
        return findMistake(settings) is { } mistake ? throw new UsageException($"{path}: {mistake}") : settings;
    }
}
