using System.CommandLine;
using Slipway.Cli.Help;
using Slipway.Config.Packing;

namespace Slipway.Cli.Orbs;

/// <summary><c>slipway config pack</c> and <c>slipway orb pack</c>: a folder of YAML becomes one text.</summary>
internal static class PackCommands
{
    public static Command CreateForConfig() =>
        Create(TreeKind.Config, "Join a folder of YAML files into one config and print it: names of folders and files become keys.")
            .WithExamples("slipway config pack src > .circleci/config.yml");

    public static Command CreateForOrb() =>
        Create(TreeKind.Orb, "Join the source folder of an orb into one orb and print it; <<include(FILE)>> is filled in.")
            .WithExamples("slipway orb pack src > orb.yml");

    private static Command Create(TreeKind kind, string description)
    {
        var folder = new Argument<string>("DIR") { Description = "The folder" };
        var command = new Command("pack", description) { folder };
        command.SetAction(result =>
        {
            var path = result.GetRequiredValue(folder);
            return PackReport.Write(TreePacker.Pack(SourceTree.Read(path), kind, path), result.InvocationConfiguration);
        });
        return command;
    }
}
