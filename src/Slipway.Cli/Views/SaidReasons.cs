using Slipway.Model.Events;
using Slipway.Model.Terminals;

namespace Slipway.Cli.Views;

/// <summary>Why jobs failed, as far as that has been said: where a job's reason is that of a step, whoever has read the one needs no other.</summary>
internal sealed class SaidReasons
{
    private readonly HashSet<(JobRef Job, string Reason)> _said = [];

    /// <summary>How a step ended, with the reason if its output has not said it.</summary>
    /// <param name="output">The end of the step's output, as far as it was shown.</param>
    public string Describe(JobRef job, StepOutcome outcome, IReadOnlyList<string> output)
    {
        if (EventText.ReasonOf(outcome) is not { } reason)
        {
            return EventText.Describe(outcome);
        }

        var line = TerminalText.OneLine(reason);
        _said.Add((job, line));
        // A log says it as CircleCI's does: Exited with code exit status 1.
        return output.Any(shown => shown.Contains(line, StringComparison.Ordinal) || shown.Contains(line.Replace("exit code", "exit status", StringComparison.Ordinal), StringComparison.Ordinal)) || IsIn(output, reason) ? EventText.Word(outcome) : EventText.Describe(outcome);
    }

    /// <summary>How a job ended, with the reason if no step of it has said it.</summary>
    public string Describe(JobRef job, JobOutcome outcome) =>
        EventText.ReasonOf(outcome) is { } reason && _said.Any(said => said.Job == job && TerminalText.OneLine(reason).EndsWith(said.Reason, StringComparison.Ordinal))
            ? EventText.Word(outcome)
            : EventText.Describe(outcome);

    /// <summary>The job runs again.</summary>
    public void Forget(JobRef job) => _said.RemoveWhere(said => said.Job == job);

    /// <summary>A reason of several lines is one text of several in the output.</summary>
    private static bool IsIn(IReadOnlyList<string> output, string reason) =>
        reason.Contains('\n', StringComparison.Ordinal) && string.Join('\n', output).Contains(TerminalText.Clean(reason).Trim('\n'), StringComparison.Ordinal);
}
