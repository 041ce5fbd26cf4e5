using System.CommandLine;

namespace Slipway.Cli.Running;

/// <summary><c>slipway job</c>: single jobs, without the run that they are of.</summary>
internal static class JobCommand
{
    public static Command Create() => new("job", "Run single jobs by their assignments.")
    {
        JobRunCommand.Create(),
    };
}
