using Slipway.Linux.Failures;
using Slipway.Model.Events;

namespace Slipway.Execution.Events;

/// <summary>Reads what a <see cref="StreamJournal"/> has written, and gives it to another journal.</summary>
/// <param name="journal">Gets the events and the logs as they come.</param>
/// <param name="see">Learns of each event that it has got.</param>
public sealed class JournalReader(IRunJournal journal, Action<RunEvent> see)
{
    private readonly Dictionary<string, IOpenLog> _logs = new(StringComparer.Ordinal);

    /// <summary>How many lines there were of kinds that are not known here; they are skipped.</summary>
    public int Unknown { get; private set; }

    /// <summary>Reads to the end. A last line that was cut short is left out.</summary>
    /// <exception cref="InfrastructureException">A newer Slipway writes it, or it is no journal.</exception>
    /// <exception cref="IOException">It cannot be read, or a log cannot be written.</exception>
    public async Task ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(stream, leaveOpen: true);
        try
        {
            await RequireOpeningAsync(reader, cancellationToken);
            while (await reader.ReadLineAsync(cancellationToken) is { } line)
            {
                Take(line);
            }
        }
        finally
        {
            foreach (var opened in _logs.Values)
            {
                opened.Dispose();
            }

            _logs.Clear();
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

    private void Take(string line)
    {
        switch (RunEventJson.TryRead(line))
        {
            case LogWritten written:
                Write(written);
                break;
            case LogEnded ended:
                if (_logs.Remove(ended.Log, out var log))
                {
                    log.Dispose();
                }

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

    private void Write(LogWritten written)
    {
        if (!_logs.TryGetValue(written.Log, out var opened))
        {
            opened = journal.OpenLog(written.Job, written.Step, written.Log);
            _logs[written.Log] = opened;
        }

        if (!written.Output.IsEmpty)
        {
            opened.Write(written.Output.Span, written.Time);
        }
    }
}
