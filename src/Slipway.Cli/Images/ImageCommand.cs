using System.CommandLine;

namespace Slipway.Cli.Images;

/// <summary><c>slipway engine image</c>: the root file systems that engines start from.</summary>
internal static class ImageCommand
{
    public static Command Create() => new("image", "Make, list and remove engine images: one root file system per Docker version.")
    {
        ImageBuildCommand.Create(),
        ImageListCommand.Create(),
        ImageRemoveCommand.Create(),
    };
}
