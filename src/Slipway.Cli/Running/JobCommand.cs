using System.CommandLine;
using Slipway.Cli.Settings;

namespace Slipway.Cli.Running;

/// <summary><c>slipway job</c>: single jobs, without the run that they are of.</summary>
internal static class JobCommand
{
    public static Command Create(CommandSettings settings) => new("job", "Run single jobs by their assignments.")
    {
        JobRunCommand.Create(settings),
    };
}
