using System.CommandLine;
using Slipway.Cli.Settings;

namespace Slipway.Cli.Images;

/// <summary><c>slipway image</c>, also <c>slipway engine image</c>: the root file systems that engines and machine jobs start from.</summary>
internal static class ImageCommand
{
    public static Command Create(CommandSettings settings) => new("image", "Make, list and remove the images that engines and machine jobs start from.")
    {
        ImageBuildCommand.Create(settings),
        ImageListCommand.Create(settings),
        ImageRemoveCommand.Create(settings),
    };

    /// <summary>The same where it was before there were machine images: it still works there, and is not listed.</summary>
    public static Command CreateHidden(CommandSettings settings)
    {
        var command = Create(settings);
        command.Hidden = true;
        return command;
    }
}
