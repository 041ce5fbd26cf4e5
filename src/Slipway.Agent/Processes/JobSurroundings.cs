using System.Collections;
using Slipway.Agent.Linux;
using Slipway.Model.Wire;

namespace Slipway.Agent.Processes;

/// <summary>What the container is for its steps: the user, the home, the agent's own folder, the inherited environment.</summary>
internal sealed class JobSurroundings
{
    /// <summary>The command that a job continues its pipeline with; ours stands before the image's own.</summary>
    public const string CurlName = "curl";

    private const string ContinuationName = "continuation";
    private readonly Dictionary<string, string> _environment;

    private JobSurroundings(Dictionary<string, string> environment, string home, string user, string taskDirectory, string bashEnvironmentFile)
    {
        _environment = environment;
        Home = home;
        User = user;
        TaskDirectory = taskDirectory;
        BashEnvironmentFile = bashEnvironmentFile;
    }

    public string Home { get; }

    public string User { get; }

    public string TaskDirectory { get; }

    public string BashEnvironmentFile { get; }

    /// <summary>There once <c>circleci step halt</c> was called.</summary>
    public string HaltMarker => HaltMarkerIn(TaskDirectory);

    public IReadOnlyDictionary<string, string> Environment => _environment;

    private string CommandDirectory => Path.Combine(TaskDirectory, "bin");

    /// <summary>Holds the name <c>curl</c>, for jobs of setup workflows only.</summary>
    private string ContinuationDirectory => Path.Combine(TaskDirectory, ContinuationName);

    public static string HaltMarkerIn(string taskDirectory) => Path.Combine(taskDirectory, "halted");

    /// <summary>Looks around, and makes the agent's folder with the job's commands and the BASH_ENV file.</summary>
    public static JobSurroundings Prepare()
    {
        var environment = new Dictionary<string, string>();
        foreach (DictionaryEntry variable in System.Environment.GetEnvironmentVariables())
        {
            environment[(string)variable.Key] = (string?)variable.Value ?? "";
        }

        var entry = Passwd.Find(Libc.GetUserId());
        var home = environment.GetValueOrDefault("HOME") is { Length: > 0 } given ? given : entry?.Home ?? "/";
        environment["HOME"] = home;
        environment.TryAdd("PATH", ProgramPath.Default);

        var suffix = Guid.NewGuid().ToString("N")[..12];
        var root = WritableDirectory(home);
        var surroundings = new JobSurroundings(
            environment,
            home,
            entry?.Name ?? Libc.GetUserId().ToString(System.Globalization.CultureInfo.InvariantCulture),
            Path.Combine(root, $".circleci-task-{suffix}"),
            Path.Combine(root, $".bash_env-{suffix}-0-build"));
        surroundings.MakeFiles();
        return surroundings;
    }

    /// <summary>The absolute form of a path: <c>~</c> is the home, relative ones are below <paramref name="directory"/>.</summary>
    public string Resolve(string directory, string path)
    {
        var place = path == "~" || path.StartsWith("~/", StringComparison.Ordinal) ? Home + path[1..]
            : path.StartsWith('/') ? path
            : Resolve("/", directory) + "/" + path;
        return Path.GetFullPath(place);
    }

    public AgentHello Hello() => new()
    {
        ProcessId = System.Environment.ProcessId,
        UserId = (int)Libc.GetUserId(),
        GroupId = (int)Libc.GetGroupId(),
        User = User,
        Home = Home,
        DefaultShell = StepShell.Default,
        TaskDirectory = TaskDirectory,
        BashEnvironmentFile = BashEnvironmentFile,
        Architecture = CpuModel.CacheKeyName(),
    };

    /// <summary>The container's environment with the request's laid over it and the job's commands first on PATH.</summary>
    public Dictionary<string, string> EnvironmentFor(ProcessRequest request)
    {
        var environment = new Dictionary<string, string>(_environment)
        {
            ["CIRCLE_INTERNAL_TASK_DATA"] = TaskDirectory,
            ["BASH_ENV"] = BashEnvironmentFile,
            ["CIRCLE_SHELL_ENV"] = BashEnvironmentFile,
        };
        if (request.Terminal)
        {
            environment.TryAdd("TERM", "xterm");
        }

        foreach (var (name, value) in request.Environment)
        {
            if (value is null)
            {
                environment.Remove(name);
            }
            else
            {
                environment[name] = value;
            }
        }

        var path = environment.GetValueOrDefault("PATH", ProgramPath.Default);
        environment["PATH"] = $"{CommandDirectory}:{(HasCurlToReplace(environment, path) ? ContinuationDirectory + ":" : "")}{path}";
        return environment;
    }

    /// <summary>A PATH without the folder in which our own <c>curl</c> lies.</summary>
    public static string WithoutOwn(string path) =>
        string.Join(':', path.Split(':').Where(folder => Path.GetFileName(folder) != ContinuationName));

    /// <summary>An image without curl is to be seen as one without.</summary>
    private static bool HasCurlToReplace(Dictionary<string, string> environment, string path) =>
        environment.ContainsKey("CIRCLE_CONTINUATION_URL") && ProgramPath.Find(CurlName, path, "/") is not null;

    private static string WritableDirectory(string home)
    {
        foreach (var candidate in (string[])["/tmp", "/var/tmp", "/dev/shm", home, "/"])
        {
            if (TryMake(candidate))
            {
                return candidate;
            }
        }

        throw new IOException("No folder of this container is writable, not even /tmp or the home of its user.");
    }

    private static bool TryMake(string folder)
    {
        return FileAttempt.Of(TryWrite, false);

        bool TryWrite()
        {
            if (!Directory.Exists(folder))
            {
                Directory.CreateDirectory(folder);
                File.SetUnixFileMode(folder, (UnixFileMode)Convert.ToInt32("1777", 8));
            }

            using var probe = new FileStream(
                Path.Combine(folder, $".slipway-{System.Environment.ProcessId}"),
                new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Options = FileOptions.DeleteOnClose });
            return true;
        }
    }

    private void MakeFiles()
    {
        Directory.CreateDirectory(TaskDirectory);
        File.SetUnixFileMode(TaskDirectory, (UnixFileMode)Convert.ToInt32("1777", 8));
        Directory.CreateDirectory(CommandDirectory);
        var self = Path.GetFullPath(File.ResolveLinkTarget("/proc/self/exe", returnFinalTarget: false)?.FullName ?? "/proc/self/exe");
        File.CreateSymbolicLink(Path.Combine(CommandDirectory, "circleci"), self);
        File.CreateSymbolicLink(Path.Combine(CommandDirectory, "circleci-agent"), self);
        LoginCommands.Link(self, ["circleci", "circleci-agent"]);
        Directory.CreateDirectory(ContinuationDirectory);
        File.CreateSymbolicLink(Path.Combine(ContinuationDirectory, CurlName), self);
        File.WriteAllBytes(BashEnvironmentFile, []);
        File.SetUnixFileMode(BashEnvironmentFile, (UnixFileMode)Convert.ToInt32("666", 8));
    }
}
