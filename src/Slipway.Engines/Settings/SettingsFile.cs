using System.Text.Json;
using System.Text.RegularExpressions;
using Slipway.Linux.Failures;
using Slipway.Model.Texts;

namespace Slipway.Engines.Settings;

/// <summary>Reads the administrator's settings; SLIPWAY_SETTINGS, SLIPWAY_INSTANCE, SLIPWAY_STATE and SLIPWAY_RUN in the environment go over the file.</summary>
public static partial class SettingsFile
{
    public const string DefaultPath = "/etc/slipway/engines.json";

    private const string ReservedName = "slipway-slots";

    /// <summary>Loads the settings of this process.</summary>
    /// <exception cref="InfrastructureException">The file cannot be read or says something that cannot be.</exception>
    public static EngineSettings Load() => Load(Environment.GetEnvironmentVariable);

    /// <summary>Loads the settings with another environment.</summary>
    public static EngineSettings Load(Func<string, string?> environment)
    {
        var path = environment("SLIPWAY_SETTINGS");
        var settings = Read(path ?? DefaultPath, required: path is not null);
        var instance = environment("SLIPWAY_INSTANCE") ?? settings.Instance;
        if (!InstanceName().IsMatch(instance))
        {
            throw new InfrastructureException($"The instance name '{instance}' must be 1 to 32 lower-case letters, digits and dashes.");
        }
        if (InstanceNames.Own(instance) == ReservedName)
        {
            throw new InfrastructureException($"The instance name '{instance}' is taken: /run/{ReservedName} belongs to all instances. Choose another.");
        }
        var run = instance != "slipway" && settings.RunFolder == "/run/slipway" ? $"/run/{InstanceNames.Own(instance)}" : settings.RunFolder;
        return settings with
        {
            Instance = instance,
            StateFolder = environment("SLIPWAY_STATE") ?? settings.StateFolder,
            RunFolder = environment("SLIPWAY_RUN") ?? run,
        };
    }

    private static EngineSettings Read(string path, bool required)
    {
        if (!required && !File.Exists(path))
        {
            return new EngineSettings();
        }
        try
        {
            return WorldFailure.OfFiles(() => Use(path));
        }
        catch (IOException failure)
        {
            throw new InfrastructureException($"The settings file {path} cannot be used: {JsonMistake.Explain(failure)}", failure);
        }
    }

    private static EngineSettings Use(string path)
    {
        var text = SettingPlaces.WithoutMark(File.ReadAllBytes(path));
        if (SettingPlaces.FindMisplaced(text, SettingsJson.Default.EngineSettings.Properties.Select(property => property.Name).ToHashSet()) is { } misplaced)
        {
            throw new InfrastructureException($"The settings file {path} cannot be used: {misplaced}.");
        }
        var settings = JsonSerializer.Deserialize(text.Span, SettingsJson.Default.EngineSettings) ?? new EngineSettings();
        return SettingsCheck.FindMistake(settings) is { } mistake
            ? throw new InfrastructureException($"The settings file {path} cannot be used: {mistake}.")
            : settings;
    }

    [GeneratedRegex("^[a-z0-9-]{1,32}$")]
    private static partial Regex InstanceName();
}
