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
    private const string MisnamedName = ".circleci/config.yaml";

    /// <summary>More than the compiler takes, so that it can say so; no more is read.</summary>
    private const int MostBytes = 64 << 20;

    /// <param name="file">As the user gave it; null for the config of the repository that <paramref name="folder"/> lies in.</param>
    /// <param name="folder">Where the user stands.</param>
    /// <exception cref="UsageException">There is no such file, it cannot be read, or it was found and is somebody else's.</exception>
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
        catch (IOException failure)
        {
            throw new UsageException($"{shown} cannot be read: {failure.Message}", failure);
        }
    }

    /// <summary>The path is relative to the folder.</summary>
    private static string Find(string folder)
    {
        if (ProjectSearch.Find(folder, DefaultName) is { } place)
        {
            return Path.GetRelativePath(folder, Path.Combine(place, DefaultName));
        }

        throw new UsageException(ProjectSearch.Find(folder, MisnamedName) is { } other
            ? $"There is no {DefaultName}, but there is {Path.GetRelativePath(folder, Path.Combine(other, MisnamedName))}: CircleCI reads only config.yml, so rename it"
            : $"There is no {DefaultName} here or in a folder above; stand in your project, or name the file: slipway run --config FILE, slipway config validate FILE");
    }
}
