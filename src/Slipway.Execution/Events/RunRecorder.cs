using Slipway.Execution.Bounds;
using Slipway.Execution.Masking;
using Slipway.Model.Events;
using Slipway.Model.Terminals;

namespace Slipway.Execution.Events;

/// <summary>
/// The one way by which anything leaves a job: masks and cleans what happens before the journal gets it; the logs of steps
/// and whatever else is kept take their masker and their texts from here. Safe for all jobs at once.
/// </summary>
/// <param name="journal">Keeps it.</param>
/// <param name="secrets">What must not be seen of the run.</param>
/// <param name="storage">What the run's jobs may still leave here.</param>
public sealed class RunRecorder(IRunJournal journal, SecretPatterns secrets, TimeProvider clock, RunStorage storage)
{
    /// <summary>What the run's jobs may still leave here.</summary>
    public RunStorage Storage => storage;

    /// <summary>What must not be seen of the run.</summary>
    public SecretPatterns Secrets => secrets;

    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>Takes what is masked and clean: what a job of the run has recorded elsewhere, and output from which the masker has taken the secrets.</summary>
    public IRunJournal Journal => journal;

    /// <summary>A text of a job, an image or an engine as it may be kept and shown: masked and cleaned. It may have several lines.</summary>
    /// <remarks>Masked on both sides: a secret may have letters that are cleaned away, and what is cleaned away may stand between its letters.</remarks>
    public string Text(string text) => Secrets.Mask(TerminalText.Clean(Secrets.Mask(text)));

    public void Record(RunEvent happened) => journal.Append(EventTexts.Map(happened, Text));
}
