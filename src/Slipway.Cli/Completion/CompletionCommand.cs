using System.CommandLine;
using Slipway.Cli.Help;

namespace Slipway.Cli.Completion;

/// <summary><c>slipway completion SHELL</c>: prints what the shell sources.</summary>
internal static class CompletionCommand
{
    public static Command Create()
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh or fish" };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        var command = new Command("completion", "Print the completion script of a shell.") { shell };
        command.SetAction(result => result.InvocationConfiguration.Output.WriteLine(CompletionScripts.Of(result.GetRequiredValue(shell))));
        return command.WithExamples(
            "source <(slipway completion bash)     # in ~/.bashrc",
            "slipway completion fish | source      # in config.fish");
    }
}
