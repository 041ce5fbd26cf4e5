using System.CommandLine;
using Slipway.Cli.Exits;
using Slipway.Cli.Help;
using Slipway.Cli.Settings;
using Slipway.Engines.Images;

namespace Slipway.Cli.Images;

/// <summary><c>slipway image rm IMAGE</c>.</summary>
internal static class ImageRemoveCommand
{
    public static Command Create(CommandSettings settings)
    {
        var version = new Argument<string>("IMAGE") { Description = "as `slipway image ls` shows it" };
        var command = new Command("rm", "Remove an image; engines and jobs that run go on.") { version };
        command.SetAction(StorageCommandAction.With(settings, async (result, engineSettings, cancellationToken) =>
        {
            using var images = new EngineImages(engineSettings, TimeProvider.System);
            var wanted = result.GetRequiredValue(version);
            return await images.RemoveAsync(wanted, cancellationToken)
                ? ExitCode.Passed
                : throw new UsageException($"There is no image {wanted}; `slipway image ls` lists those there are.");
        }));
        return command.WithExamples("slipway image rm 26.1.5");
    }
}
