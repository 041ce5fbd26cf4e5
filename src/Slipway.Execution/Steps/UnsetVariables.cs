using System.Text;
using System.Text.RegularExpressions;
using Slipway.Execution.Agents;
using Slipway.Model.Wire;

namespace Slipway.Execution.Steps;

/// <summary>Finds the variables that a command uses and that have no value in its job: the container is asked, for images and earlier steps set some.</summary>
internal static partial class UnsetVariables
{
    private const int Most = 20;
    private const int MostBytes = 4096;

    /// <param name="step">As it was started.</param>
    public static async Task<IReadOnlyList<string>> FindAsync(AgentConnection agent, ProcessRequest step, CancellationToken cancellationToken)
    {
        string[] used = [.. Used(step.Script ?? "").Take(Most)];
        if (used.Length == 0)
        {
            return [];
        }

        var said = new StringBuilder();
        var question = step with
        {
            Shell = "/bin/sh",
            Script = $"[ ! -r \"$BASH_ENV\" ] || . \"$BASH_ENV\" >/dev/null 2>&1\nfor name in {string.Join(' ', used)}; do eval \"[ -n \\\"\\${{$name-}}\\\" ]\" || echo \"$name\"; done",
            Terminal = false,
        };
        var outcome = await agent.RunAsync(
            question,
            (output, _) =>
            {
                said.Append(Encoding.UTF8.GetString(output.Span[..Math.Min(output.Length, MostBytes)]));
                return ValueTask.CompletedTask;
            },
            new ProcessLimits { Silence = PromptWatch.Patience },
            cancellationToken);
        return outcome is ProcessOutcome.Exited { Code: 0 } ? [.. said.ToString().Split('\n').Intersect(used)] : [];
    }

    /// <summary>Of plain uses; where the command gives a default or sets the variable itself, nothing is missing.</summary>
    internal static IEnumerable<string> Used(string command)
    {
        var set = Assignment().Matches(command).Select(match => match.Groups["name"].Value).ToHashSet(StringComparer.Ordinal);
        return Use().Matches(command).Select(match => match.Groups["name"].Value).Where(name => !set.Contains(name)).Distinct();
    }

    [GeneratedRegex(@"(?<![\\$])\$(?:\{(?<name>[A-Za-z_][A-Za-z0-9_]*)\}|(?<name>[A-Za-z_][A-Za-z0-9_]*))")]
    private static partial Regex Use();

    [GeneratedRegex(@"(?:^|[\s;&|(])(?:(?<name>[A-Za-z_][A-Za-z0-9_]*)\+?=|(?:for|read|local|declare|mapfile)\s+(?:-\w+\s+(?:\d+\s+)?)*(?<name>[A-Za-z_][A-Za-z0-9_]*))", RegexOptions.Multiline)]
    private static partial Regex Assignment();
}
