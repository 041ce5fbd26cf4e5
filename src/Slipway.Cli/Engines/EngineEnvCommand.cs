using System.CommandLine;
using Slipway.Cli.Exits;
using Slipway.Cli.Help;
using Slipway.Cli.Settings;
using Slipway.Engines.Api;
using Slipway.Engines.Leases;
using Slipway.Engines.Settings;

namespace Slipway.Cli.Engines;

/// <summary><c>slipway engine env ID</c>: what a shell evaluates to talk to an engine.</summary>
internal static class EngineEnvCommand
{
    public static Command Create(CommandSettings settings)
    {
        var command = new Command("env", "Print the environment of an engine's client, for eval.") { EngineCommandAction.Id };
        command.SetAction(EngineCommandAction.With(settings, async (result, engines, cancellationToken) =>
        {
            var record = await EngineCommandAction.FindAsync(engines, result.GetRequiredValue(EngineCommandAction.Id), cancellationToken);
            await result.InvocationConfiguration.Output.WriteLineAsync(Text(settings.Engines, record));
            return ExitCode.Passed;
        }));
        return command.WithExamples("eval \"$(slipway engine env 01c)\"");
    }

    /// <summary>For a shell to evaluate; the variables are those of docker-machine.</summary>
    public static string Text(EngineSettings settings, EngineRecord record) => $"""
        export DOCKER_HOST=tcp://{record.Address}:{EngineApi.Port}
        export DOCKER_TLS_VERIFY=1
        export DOCKER_CERT_PATH='{EngineCommandAction.CertificatesOf(settings, record)}'
        export DOCKER_MACHINE_NAME={record.Id}
        """;
}
