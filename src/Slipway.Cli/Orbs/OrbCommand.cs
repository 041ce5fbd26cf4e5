using System.CommandLine;
using Slipway.Cli.Settings;

namespace Slipway.Cli.Orbs;

/// <summary><c>slipway orb</c>: what can be done with an orb's source.</summary>
internal static class OrbCommand
{
    public static Command Create(CommandSettings settings) => new("orb", "Check and pack the source of orbs.")
    {
        OrbProcessCommand.Create(settings),
        PackCommands.CreateForOrb(),
    };
}
