using System.CommandLine;
using Slipway.Cli.Orbs;
using Slipway.Cli.Settings;

namespace Slipway.Cli.Configuration;

/// <summary><c>slipway config</c>: what can be done with a config without running it.</summary>
internal static class ConfigCommand
{
    public static Command Create(CommandSettings settings) => new("config", "Check a config and see what it comes to.")
    {
        ConfigValidateCommand.Create(settings),
        ConfigProcessCommand.Create(settings),
        PackCommands.CreateForConfig(),
    };
}
