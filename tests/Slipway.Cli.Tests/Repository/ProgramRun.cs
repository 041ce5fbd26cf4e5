using System.CommandLine;

namespace Slipway.Cli.Tests.Repository;

/// <summary>What one run of the program, inside this process, printed and returned.</summary>
internal sealed record ProgramRun(int ExitCode, string Output, string Error)
{
    public static async Task<ProgramRun> OfAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await Entry.RunAsync(args, new InvocationConfiguration { Output = output, Error = error });
        return new ProgramRun(exitCode, output.ToString(), error.ToString());
    }
}
