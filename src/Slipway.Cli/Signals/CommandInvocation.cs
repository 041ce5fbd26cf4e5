using System.CommandLine;
using Slipway.Execution.Machines;

namespace Slipway.Cli.Signals;

/// <summary>How the command is invoked: the library's streams, the signals that a command may listen to, and the machine that its jobs run on.</summary>
internal sealed class CommandInvocation : InvocationConfiguration, IDisposable
{
    public Interrupts Interrupts { get; } = new();

    /// <summary>Finds the machine that jobs run on.</summary>
    public required MachineSearch FindMachine { get; init; }

    /// <summary>The invocation that a command's action is in.</summary>
    /// <exception cref="InvalidOperationException">It was not invoked by <see cref="Entry"/>.</exception>
    public static CommandInvocation Of(ParseResult result) =>
        result.InvocationConfiguration as CommandInvocation ?? throw new InvalidOperationException("The command was invoked without its signals.");

    public void Dispose() => Interrupts.Dispose();
}
