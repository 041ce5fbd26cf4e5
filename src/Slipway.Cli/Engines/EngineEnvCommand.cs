using System.CommandLine;
using Slipway.Cli.Help;

namespace Slipway.Cli.Engines;

/// <summary><c>slipway engine env ID</c>: what a shell evaluates to talk to an engine.</summary>
internal static class EngineEnvCommand
{
    public static Command Create()
    {
        var command = new Command("env", "Print the environment of an engine's client, for eval.") { EngineDesk.Id };
        command.SetAction(EngineDesk.With(async (result, engines, cancellationToken) =>
        {
            var record = await EngineDesk.FindAsync(engines, result.GetRequiredValue(EngineDesk.Id), cancellationToken);
            var output = result.InvocationConfiguration.Output;
            await output.WriteLineAsync($"export DOCKER_HOST=tcp://{record.Address}:2376");
            await output.WriteLineAsync("export DOCKER_TLS_VERIFY=1");
            await output.WriteLineAsync($"export DOCKER_CERT_PATH='{EngineDesk.CertificatesOf(record)}'");
            await output.WriteLineAsync($"export DOCKER_MACHINE_NAME={record.Id}");
            return ExitCode.Passed;
        }));
        return command.WithExamples("eval \"$(slipway engine env 01c)\"");
    }
}
