using System.CommandLine;

namespace Slipway.Cli.Signals;

/// <summary>How the command is invoked: the library's streams, and the signals that a command may listen to.</summary>
internal sealed class CommandInvocation : InvocationConfiguration, IDisposable
{
    public Interrupts Interrupts { get; } = new();

    /// <summary>Those of the invocation that a command's action is in.</summary>
    /// <exception cref="InvalidOperationException">It was not invoked by <see cref="Entry"/>.</exception>
    public static Interrupts InterruptsOf(ParseResult result) =>
        (result.InvocationConfiguration as CommandInvocation ?? throw new InvalidOperationException("The command was invoked without its signals.")).Interrupts;

    public void Dispose() => Interrupts.Dispose();
}
