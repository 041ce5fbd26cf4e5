using System.CommandLine;
using Slipway.Cli.Exits;
using Slipway.Cli.Settings;
using Slipway.Engines.Settings;
using Slipway.Linux.Failures;

namespace Slipway.Cli.Images;

/// <summary>What every command on images and layer caches does around its own work: loads the settings, requires root, shows failures.</summary>
internal static class StorageCommandAction
{
    /// <summary>Makes a command's action out of its work.</summary>
    public static Func<ParseResult, CancellationToken, Task<int>> With(CommandSettings settings, Func<ParseResult, EngineSettings, CancellationToken, Task<ExitCode>> work) =>
        async (result, cancellationToken) =>
        {
            return Environment.IsPrivilegedProcess
                ? (int)await work(result, settings.Engines, cancellationToken)
                : throw new InfrastructureException("Engine images and layer caches belong to root: run this command as root.");
        };
}
