using System.CommandLine;
using System.CommandLine.Invocation;
using System.Diagnostics.CodeAnalysis;
using Slipway.Cli.Exits;
using Slipway.Cli.Help;
using Slipway.Cli.Signals;
using Slipway.Cli.Terminals;
using Slipway.Execution.Failures;
using Slipway.Execution.Machines;
using Slipway.Model.Terminals;

namespace Slipway.Cli;

/// <summary>The boundary of the process: command line in, exit code out, and no exception that the user caused shown as one.</summary>
internal static class Entry
{
    /// <param name="args">What the user typed.</param>
    /// <param name="streams">Where the output goes; null: to the process's own.</param>
    /// <param name="findMachine">Finds the machine that jobs run on; null: this one, with its Docker.</param>
    [SuppressMessage("Design", "CA1031", Justification = "The boundary: whatever comes this far is told in a line.")]
    public static async Task<int> RunAsync(string[] args, InvocationConfiguration? streams = null, MachineSearch? findMachine = null)
    {
        using var invocation = new CommandInvocation
        {
            Output = streams is null ? Terminal.Output : new TerminalWriter(streams.Output),
            Error = streams is null ? Terminal.Error : new TerminalWriter(streams.Error),
            FindMachine = findMachine ?? DockerMachine.Find,
            EnableDefaultExceptionHandler = false,
            // The library would end the command two seconds after the first signal, in the middle of a clean-up.
            ProcessTerminationTimeout = null,
        };
        try
        {
            var result = CommandTree.Create(args).Parse(args);
            return result.Action switch
            {
                ParseErrorAction when IsUnfinished(result) => await ShowWhatThereIsAsync(args, invocation),
                ParseErrorAction => Refuse(result, CommandLineCheck.FindMistakes(result), invocation),
                { } action when action == result.CommandResult.Command.Action && CommandLineCheck.FindMistakes(result) is { Count: > 0 } mistakes => Refuse(result, mistakes, invocation),
                _ => await result.InvokeAsync(invocation, invocation.Interrupts.Cancel),
            };
        }
        catch (UsageException failure)
        {
            invocation.Error.Tell(failure.Message);
            return (int)ExitCode.Invalid;
        }
        catch (NothingToRunException done)
        {
            invocation.Error.Tell(done.Message);
            return (int)ExitCode.Passed;
        }
        catch (OperationCanceledException)
        {
            return (int)ExitCode.Interrupted;
        }
        catch (Exception failure)
        {
            Terminal.Try(() => invocation.Error.Tell(Describe(failure)));
            return (int)ExitCode.Infrastructure;
        }
    }

    /// <summary>What failed in the world says so itself, a mistake of ours is told as one.</summary>
    private static string Describe(Exception failure)
    {
        return Environment.GetEnvironmentVariable("SLIPWAY_TRACE") is "1" ? failure.ToString()
            : Outage.Includes(failure) ? failure.Message
            : $"a mistake in slipway itself: {TerminalText.OneLine(failure.Message)} SLIPWAY_TRACE=1 shows where; please report it.";
    }

    /// <summary>Nothing is wrong in what was typed, but a command must follow.</summary>
    private static bool IsUnfinished(ParseResult result) =>
        result.CommandResult.Command.Subcommands.Count > 0 && result.UnmatchedTokens.Count == 0 && result.Errors.Count == 1;

    private static async Task<int> ShowWhatThereIsAsync(string[] args, InvocationConfiguration streams)
    {
        await CommandTree.Create(args).Parse([.. args, "--help"]).InvokeAsync(streams);
        return (int)ExitCode.Invalid;
    }

    private static int Refuse(ParseResult result, IReadOnlyList<string> mistakes, CommandInvocation streams)
    {
        foreach (var mistake in mistakes)
        {
            streams.Error.Tell(mistake);
        }

        streams.Error.WriteLine($"'{CommandLineCheck.PathOf(result.CommandResult)} --help' shows what there is.");
        return (int)ExitCode.Invalid;
    }
}
