using System.CommandLine;
using System.Runtime.CompilerServices;

namespace Slipway.Cli.Help;

/// <summary>The examples that the help of a command ends with.</summary>
internal static class CommandExamples
{
    private static readonly ConditionalWeakTable<Command, string[]> Examples = [];

    /// <param name="command">The command that the examples are of.</param>
    /// <param name="lines">Whole command lines, such as <c>slipway run build --env TAG=1</c>; the text after <c>#</c> explains.</param>
    public static Command WithExamples(this Command command, params string[] lines)
    {
        Examples.Add(command, lines);
        return command;
    }

    public static IReadOnlyList<string> Of(Command command) => Examples.TryGetValue(command, out var lines) ? lines : [];
}
