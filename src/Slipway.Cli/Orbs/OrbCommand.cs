using System.CommandLine;

namespace Slipway.Cli.Orbs;

/// <summary><c>slipway orb</c>: what can be done with an orb's source.</summary>
internal static class OrbCommand
{
    public static Command Create() => new("orb", "Check and pack the source of orbs.")
    {
        OrbProcessCommand.Create(),
        PackCommands.CreateForOrb(),
    };
}
