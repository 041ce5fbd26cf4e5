using Slipway.Agent.Frames;
using Slipway.Agent.Linux;
using Slipway.Model.Wire;

namespace Slipway.Agent.Processes;

/// <summary>Resolves a request against the container: shell, program, directory, user.</summary>
internal sealed class ProcessPlanner(JobSurroundings surroundings)
{
    /// <summary>In the environment of everything a process starts, so that what escaped its session is found again.</summary>
    public const string Marker = "SLIPWAY_PROCESS";

    /// <exception cref="SystemCallException">Directory or program are missing.</exception>
    /// <exception cref="InvalidRequestException">The user is unknown.</exception>
    public ProcessPlan Plan(ProcessRequest request, int channel)
    {
        var environment = surroundings.EnvironmentFor(request);
        environment[Marker] = channel.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var directory = DirectoryOf(request);
        environment["PWD"] = directory;
        var arguments = request.Script is null
            ? request.Arguments.ToList()
            : StepShell.Arguments(request.Shell ?? StepShell.Default, request.Script, surroundings.TaskDirectory);
        if (arguments.Count == 0)
        {
            throw new InvalidRequestException("There is nothing to run.");
        }

        var user = request.User is null ? null : AsUser(request.User, environment);
        var program = ProgramPath.Find(arguments[0], environment["PATH"], directory)
            ?? throw new SystemCallException($"cannot run {arguments[0]}", SystemCallException.NoEntry);
        if (user is not null)
        {
            arguments = ["slipway-agent", "exec-as", .. user, program, .. arguments];
            program = "/proc/self/exe";
        }

        return new ProcessPlan(program, arguments, [.. environment.Select(v => $"{v.Key}={v.Value}")], directory);
    }

    private string DirectoryOf(ProcessRequest request)
    {
        var directory = surroundings.Resolve(System.Environment.CurrentDirectory, request.WorkingDirectory ?? ".");
        if (request.JobDirectory is not null)
        {
            TryMake(surroundings.Resolve("/", request.JobDirectory));
        }

        if (request.CreateWorkingDirectory)
        {
            JobFolder.Make(directory);
        }

        return Directory.Exists(directory)
            ? directory
            : throw new SystemCallException($"cannot work in {directory}", SystemCallException.NoEntry);
    }

    private static void TryMake(string directory)
    {
        try
        {
            JobFolder.Make(directory);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // A step that works elsewhere does not need it.
        }
    }

    private static string[] AsUser(string user, Dictionary<string, string> environment)
    {
        var ids = Passwd.Resolve(user) ?? throw new InvalidRequestException($"The container knows no user {user}.");
        if (ids.Home is not null)
        {
            environment["HOME"] = ids.Home;
        }

        var name = Passwd.Find(ids.User)?.Name;
        var groups = name is null ? [] : Passwd.GroupsOf(name);
        return
        [
            ids.User.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ids.Group.ToString(System.Globalization.CultureInfo.InvariantCulture),
            string.Join(',', groups.Prepend(ids.Group)),
        ];
    }
}
