using Slipway.Linux.Failures;
using Slipway.Model.Events;

namespace Slipway.Execution.Events;

/// <summary>Reads what a <see cref="StreamJournal"/> has written, and gives it to another journal.</summary>
/// <param name="journal">Gets the events, the logs and all else as they come.</param>
/// <param name="see">Learns of each event that it has got.</param>
public sealed class JournalReader(IRunJournal journal, Action<RunEvent> see)
{
    /// <summary>How many lines there were of kinds that are not known here; they are skipped.</summary>
    public int Unknown { get; private set; }

    /// <summary>Why artifacts are not kept that have no place where the others are.</summary>
    public IReadOnlyList<string> Refused { get; private set; } = [];

    /// <summary>Reads to the end. A last line that was cut short is left out.</summary>
    /// <exception cref="InfrastructureException">A newer Slipway writes it, or it is no journal.</exception>
    /// <exception cref="IOException">It cannot be read, or a log or an artifact cannot be written.</exception>
    public async Task ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(stream, leaveOpen: true);
        using var open = new OpenParts(journal);
        try
        {
            await RequireOpeningAsync(reader, cancellationToken);
            while (await reader.ReadLineAsync(cancellationToken) is { } line)
            {
                Take(line, open);
            }
        }
        finally
        {
            Refused = open.Refused;
        }
    }

    private static async Task RequireOpeningAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        switch (await reader.ReadLineAsync(cancellationToken) is { } line ? RunEventJson.TryRead(line) : null)
        {
            case JournalOpened { Schema: > JournalOpened.KnownSchema and var schema }:
                throw new InfrastructureException($"a newer Slipway writes the journal: it has shape {schema}, and this one reads shapes up to {JournalOpened.KnownSchema}");
            case not JournalOpened:
                throw new InfrastructureException("what should be a journal does not begin like one");
        }
    }

    private void Take(string line, OpenParts open)
    {
        switch (RunEventJson.TryRead(line))
        {
            case LogWritten written:
                open.Write(written);
                break;
            case LogEnded ended:
                open.End(ended);
                break;
            case ArtifactWritten written:
                open.Write(written);
                break;
            case ArtifactEnded ended:
                open.End(ended);
                break;
            case TestsReported reported:
                journal.AddTests(reported.Job, reported.Build, reported.Tests);
                break;
            case { } happened:
                journal.Append(happened);
                see(happened);
                break;
            case null when line.EndsWith('}'):
                Unknown++;
                break;
        }
    }
}
