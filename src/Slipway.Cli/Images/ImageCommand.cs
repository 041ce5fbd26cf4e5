using System.CommandLine;
using Slipway.Cli.Settings;

namespace Slipway.Cli.Images;

/// <summary><c>slipway engine image</c>: the root file systems that engines start from.</summary>
internal static class ImageCommand
{
    public static Command Create(CommandSettings settings) => new("image", "Make, list and remove engine images: one root file system per Docker version.")
    {
        ImageBuildCommand.Create(settings),
        ImageListCommand.Create(settings),
        ImageRemoveCommand.Create(settings),
    };
}
