using System.CommandLine;
using System.Text.Json;
using Slipway.Cli.Exits;
using Slipway.Cli.Help;
using Slipway.Cli.Orbs;
using Slipway.Cli.Settings;
using Slipway.Cli.Terminals;
using Slipway.Server.Compilation;

namespace Slipway.Cli.Servers;

/// <summary><c>slipway server compile</c>: what the server starts to compile a config, with limits that hold for it alone.</summary>
internal static class ServerCompileCommand
{
    public static Command Create(CommandSettings settings)
    {
        var command = new Command("compile", "Compile the config on standard input, for the server itself.") { Hidden = true };
        command.SetAction((_, cancellationToken) => RunAsync(settings, cancellationToken));
        return command.WithExamples("slipway server compile < request.json > answer.json");
    }

    private static async Task<int> RunAsync(CommandSettings settings, CancellationToken cancellationToken)
    {
        await using var input = Console.OpenStandardInput();
        var request = await JsonSerializer.DeserializeAsync(input, CompileJson.Default.CompileRequest, cancellationToken) ?? throw new UsageException("standard input has no config");
        using var orbs = OrbOptions.OpenForServer(settings);
        var answer = await PushCompilation.RunAsync(request, orbs, cancellationToken);
        await using var output = Terminal.OpenRawOutput();
        await JsonSerializer.SerializeAsync(output, answer, CompileJson.Default.CompileAnswer, cancellationToken);
        return (int)ExitCode.Passed;
    }
}
