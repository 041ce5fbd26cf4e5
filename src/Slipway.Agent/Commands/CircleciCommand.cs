using System.Text;
using Slipway.Agent.Frames;
using Slipway.Agent.Linux;
using Slipway.Agent.Processes;

namespace Slipway.Agent.Commands;

/// <summary>What jobs call as <c>circleci</c> and <c>circleci-agent</c>. https://circleci.com/docs/configuration-reference/#ending-a-job-from-within-a-step</summary>
internal static class CircleciCommand
{
    private const int Failure = 1;
    private const int Usage = 2;

    private const string Help = """
        usage: circleci COMMAND
          step halt               end the job after this step, as a success (also: task halt)
          tests glob PATTERN...   the files that match
          tests split [FILE]      this node's share of a list of tests
          tests run --command=C   split, and run a command with this node's share
          env subst [TEXT]        replace $NAME, ${NAME}, ${NAME:-default} and the like
          pipeline continue FILE [--parameters JSON|FILE]
                                  in a setup workflow: go on with this config
          --version               the version
        """;

    /// <summary>Whether the program was started under a name of the job's commands.</summary>
    public static bool IsCalled() => OwnName() is "circleci" or "circleci-agent" or CurlCommand.Name;

    public static int Run(IReadOnlyList<string> arguments)
    {
        try
        {
            return OwnName() == CurlCommand.Name ? CurlCommand.Run(arguments) : Dispatch([.. arguments]);
        }
        catch (Exception failure) when (failure is InvalidRequestException or IOException or UnauthorizedAccessException or SystemCallException)
        {
            Say($"Error: {failure.Message}");
            return Failure;
        }
    }

    public static int UsageError(string message)
    {
        Say(message);
        return Usage;
    }

    public static void Say(string message) => Write(2, message + "\n");

    public static void Print(string text) => Write(1, text);

    private static int Dispatch(string[] arguments) => arguments switch
    {
        ["step" or "task", "halt"] => Halt(),
        ["tests", "glob", .. var patterns] => TestFiles.Glob(patterns),
        ["tests", "split", .. var options] => TestFiles.Split(options),
        ["tests", "run", .. var options] => TestFiles.RunTests(options),
        ["env", "subst", .. var text] => EnvironmentText.Run(text),
        ["pipeline", "continue", .. var options] => PipelineCommand.Continue(options),
        ["--version" or "version", .. var rest] => Version(rest),
        ["--help" or "-h" or "help"] => Done(Help + "\n"),
        ["run", ..] => UsageError("Error: this command talks to CircleCI's cloud, which this job is not in."),
        _ => UsageError(Help),
    };

    private static string OwnName() => Path.GetFileName(File.ReadAllText("/proc/self/cmdline").Split('\0')[0]);

    private static int Halt()
    {
        var folder = System.Environment.GetEnvironmentVariable("CIRCLE_INTERNAL_TASK_DATA");
        if (string.IsNullOrEmpty(folder))
        {
            return UsageError("Error: this is no step of a job: CIRCLE_INTERNAL_TASK_DATA is not set.");
        }

        File.WriteAllBytes(JobSurroundings.HaltMarkerIn(folder), []);
        return 0;
    }

    private static int Version(string[] options)
    {
        var version = typeof(CircleciCommand).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";
        return Done(options is ["--short"] ? version + "\n" : $"slipway-agent {version}\n");
    }

    private static int Done(string text)
    {
        Print(text);
        return 0;
    }

    private static void Write(int target, string text)
    {
        using var handle = new Microsoft.Win32.SafeHandles.SafeFileHandle(target, ownsHandle: false);
        using var stream = new FileStream(handle, FileAccess.Write, bufferSize: 0);
        stream.Write(Encoding.UTF8.GetBytes(text));
    }
}
