using System.Text;
using Slipway.Agent.Processes;

namespace Slipway.Agent.Commands;

/// <summary>
/// What steps call as <c>circleci</c> or <c>circleci-agent</c>: the same program under another name.
/// https://circleci.com/docs/use-the-circleci-cli-to-split-tests/
/// </summary>
internal static class JobCommand
{
    private const int UsageError = 255;
    private const string Version = "0.1.0";

    /// <summary>Whether the program was started under a name of the job's commands.</summary>
    public static bool IsCalled()
    {
        var line = File.ReadAllBytes("/proc/self/cmdline").AsSpan();
        var end = line.IndexOf((byte)0);
        var name = Path.GetFileName(Encoding.UTF8.GetString(end < 0 ? line : line[..end]));
        return name is "circleci" or "circleci-agent";
    }

    public static int Run(string[] arguments) => arguments switch
    {
        ["step" or "task", "halt", ..] => Halt(),
        ["--version" or "version", ..] => Print(Version),
        _ => Unknown(arguments),
    };

    private static int Print(string line)
    {
        Console.Out.WriteLine(line);
        return 0;
    }

    private static int Halt()
    {
        if (System.Environment.GetEnvironmentVariable("CIRCLE_INTERNAL_TASK_DATA") is not { Length: > 0 } folder)
        {
            Console.Error.WriteLine("Error: this is not a step of a job: CIRCLE_INTERNAL_TASK_DATA is not set");
            return UsageError;
        }

        File.WriteAllBytes(JobSurroundings.HaltMarkerIn(folder), []);
        return 0;
    }

    private static int Unknown(string[] arguments)
    {
        Console.Error.WriteLine($"Error: unknown command \"{string.Join(' ', arguments)}\"");
        return UsageError;
    }
}
