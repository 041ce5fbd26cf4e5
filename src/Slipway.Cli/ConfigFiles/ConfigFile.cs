using Slipway.Cli.Exits;
using Slipway.Cli.Repositories;
using Slipway.Config.Compilation;

namespace Slipway.Cli.ConfigFiles;

/// <summary>Finds and reads the config that a command is about.</summary>
internal static class ConfigFile
{
    /// <summary>The argument that means standard input.</summary>
    public const string StandardInput = "-";

    private const string DefaultName = ".circleci/config.yml";

    /// <summary>More than the compiler takes, so that it can say so; no more is read.</summary>
    private const int MostBytes = 64 << 20;

    /// <param name="file">As the user gave it; null for the config of the repository that <paramref name="folder"/> lies in.</param>
    /// <param name="folder">Where the user stands.</param>
    /// <exception cref="UsageException">There is no such file, or it cannot be read.</exception>
    public static ConfigSource Read(string? file, string folder)
    {
        if (file == StandardInput)
        {
            using var input = Console.OpenStandardInput();
            return new ConfigSource(StandardInput, NamedFile.ReadAll(input, MostBytes));
        }

        var shown = file ?? Find(folder);
        try
        {
            return new ConfigSource(shown, NamedFile.Read(shown, folder, MostBytes));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{shown} cannot be read: {failure.Message}", failure);
        }
    }

    /// <summary>Searches the folder and those above it; the path is relative to the folder.</summary>
    private static string Find(string folder)
    {
        string? misnamed = null;
        for (var place = folder; place is not null; place = Path.GetDirectoryName(place))
        {
            var candidate = Path.Combine(place, DefaultName);
            if (File.Exists(candidate))
            {
                return Path.GetRelativePath(folder, candidate);
            }

            misnamed ??= File.Exists(Path.ChangeExtension(candidate, "yaml")) ? Path.GetRelativePath(folder, Path.ChangeExtension(candidate, "yaml")) : null;
        }

        throw new UsageException(misnamed is null
            ? $"There is no {DefaultName} here or in a folder above; stand in your project, or name the file: slipway run --config FILE, slipway config validate FILE"
            : $"There is no {DefaultName}, but there is {misnamed}: CircleCI reads only config.yml, so rename it");
    }
}
