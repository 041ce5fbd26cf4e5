using System.CommandLine;
using Slipway.Cli.Exits;
using Slipway.Cli.Help;
using Slipway.Cli.Settings;
using Slipway.Engines.Images;

namespace Slipway.Cli.Images;

/// <summary><c>slipway engine image rm VERSION</c>.</summary>
internal static class ImageRemoveCommand
{
    public static Command Create(CommandSettings settings)
    {
        var version = new Argument<string>("VERSION") { Description = "as `slipway engine image ls` shows it" };
        var command = new Command("rm", "Remove an engine image; engines that run go on.") { version };
        command.SetAction(StorageCommandAction.With(settings, async (result, engineSettings, cancellationToken) =>
        {
            using var images = new EngineImages(engineSettings, TimeProvider.System);
            var wanted = result.GetRequiredValue(version);
            return await images.RemoveAsync(wanted, cancellationToken)
                ? ExitCode.Passed
                : throw new UsageException($"There is no engine image {wanted}; `slipway engine image ls` lists those there are.");
        }));
        return command.WithExamples("slipway engine image rm 26.1.5");
    }
}
