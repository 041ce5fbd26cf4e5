using System.CommandLine;
using Slipway.Cli.Completion;
using Slipway.Cli.Configuration;
using Slipway.Cli.Doctor;
using Slipway.Cli.Engines;
using Slipway.Cli.Help;
using Slipway.Cli.Images;
using Slipway.Cli.LayerCaches;
using Slipway.Cli.Orbs;
using Slipway.Cli.Running;
using Slipway.Cli.Runs;
using Slipway.Cli.Servers;
using Slipway.Cli.Settings;
using Slipway.Cli.Shells;

namespace Slipway.Cli;

/// <summary>All commands by name. Only the one that is invoked is built, so that the start stays quick; help and completion build all.</summary>
internal static class CommandTree
{
    /// <summary>One line per top-level command, in the order of the help.</summary>
    private static readonly (string Name, Func<CommandSettings, Command> Create)[] Commands =
    [
        ("run", RunCommand.Create),
        ("runs", RunsCommand.Create),
        ("job", JobCommand.Create),
        ("shell", ShellCommand.Create),
        ("engine", EngineCommand.Create),
        ("image", ImageCommand.Create),
        ("host", HostCommand.Create),
        ("server", ServerCommand.Create),
        ("runner", RunnerCommand.Create),
        ("project", _ => ProjectCommand.Create()),
        ("dlc", DlcCommand.Create),
        ("doctor", DoctorCommand.Create),
        ("config", ConfigCommand.Create),
        ("orb", OrbCommand.Create),
        ("completion", _ => CompletionCommand.Create()),
    ];

    /// <param name="args">What the user typed; the first word chooses what is built.</param>
    /// <param name="settings">For all commands; null: those of this process.</param>
    public static RootCommand Create(string[] args, CommandSettings? settings = null)
    {
        settings ??= new CommandSettings();
        var root = new RootCommand("Runs CircleCI configuration on your own machines; each job that asks gets its own Docker Engine.");
        var chosen = Array.Find(Commands, command => args is [var first, ..] && first == command.Name);
        foreach (var create in chosen.Create is null ? Commands.Select(command => command.Create) : [chosen.Create])
        {
            root.Subcommands.Add(create(settings));
        }

        HelpWithExamples.AddTo(root);
        return root;
    }
}
