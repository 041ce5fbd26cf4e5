using System.CommandLine;
using Slipway.Cli.Exits;
using Slipway.Cli.Settings;
using Slipway.Config.Orbs;

namespace Slipway.Cli.Orbs;

/// <summary>The options about orbs that every command has that compiles a config.</summary>
internal sealed class OrbOptions(CommandSettings settings)
{
    private const string LockName = "slipway.lock";

    private readonly Option<bool> _offline = new("--offline") { Description = "Ask no network for orbs: only local, locked and cached ones" };

    /// <summary>The orbs that are taken from the machine: <c>NAME=PATH</c>.</summary>
    public Option<string[]> Mappings { get; } = new("--orb")
    {
        Description = "Take an orb from a packed file or the folder of its source: ns/name=PATH, ns/name@1.2=PATH, or the config's own name for it; may be given again",
        HelpName = "NAME=PATH",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(Mappings);
        command.Options.Add(_offline);
    }

    /// <param name="result">The command line.</param>
    /// <param name="folder">Where the user stands.</param>
    /// <param name="configFile">The config as the user gave it; a lock is kept beside it when its folder is <c>.circleci</c>.</param>
    /// <exception cref="UsageException">A mapping or the lock file cannot be understood.</exception>
    public OrbStore Open(ParseResult result, string folder, string configFile)
    {
        var project = JobSettingsFile.FindProject(folder);
        var mappings = MappingsOf(project);
        foreach (var pair in result.GetValue(Mappings) ?? [])
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || equals == pair.Length - 1)
            {
                throw new UsageException($"--orb {pair}: write NAME=PATH, such as circleci/node=./orbs/node");
            }

            mappings.Add(pair[..equals], pair[(equals + 1)..]);
        }

        return new OrbStore(Settings(result, folder, configFile, mappings, project), TimeProvider.System);
    }

    /// <summary>Those of the command line are added later and win.</summary>
    private OrbMappings MappingsOf(string? project)
    {
        var mappings = new OrbMappings();
        foreach (var (name, path) in project is null ? [] : settings.Of(project).Orbs.AsEnumerable())
        {
            mappings.Add(name, Path.Combine(project!, path));
        }

        return mappings;
    }

    private OrbSettings Settings(ParseResult result, string folder, string configFile, OrbMappings mappings, string? project) => new()
    {
        Mappings = mappings,
        Folder = folder,
        Project = project,
        Registry = Registry(),
        Hosts = settings.Machine.OrbHosts,
        Token = Variable("CIRCLECI_CLI_TOKEN") ?? Variable("CIRCLE_TOKEN"),
        CacheFolder = CacheFolder(),
        LockFile = LockFile(folder, configFile),
        IsOffline = result.GetValue(_offline) || Variable("SLIPWAY_OFFLINE") is "1" or "true",
    };

    private static Uri Registry()
    {
        var setting = Variable("SLIPWAY_ORB_REGISTRY") ?? OrbSettings.PublicRegistry;
        return Uri.TryCreate(setting, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http"
            ? uri
            : throw new UsageException($"SLIPWAY_ORB_REGISTRY is no address: {setting}");
    }

    private static string CacheFolder()
    {
        if (Variable("SLIPWAY_CACHE") is { } own)
        {
            return Path.Combine(own, "orbs");
        }

        var caches = Variable("XDG_CACHE_HOME") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        return Path.Combine(caches, "slipway", "orbs");
    }

    private static string? LockFile(string folder, string configFile)
    {
        var beside = Path.GetDirectoryName(Path.GetFullPath(Path.Combine(folder, configFile)));
        return Path.GetFileName(beside) == ".circleci" ? Path.Combine(beside!, LockName) : null;
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
