using System.Text.Json;
using Slipway.Model.Runners;

namespace Slipway.Server.Journals;

/// <summary>Reads pieces of a journal as a runner sends them: a line of JSON that says what follows, then the bytes.</summary>
public static class JournalPieces
{
    private const int LongestLine = 64 << 10;
    private const int MostBytes = 8 << 20;
    private const byte LineEnd = (byte)'\n';

    /// <summary>Adds each piece to the journal while it comes.</summary>
    /// <returns>How much of each stream is there.</returns>
    /// <exception cref="InvalidDataException">It is not in this form.</exception>
    public static async Task<JournalReceipt> TakeAsync(Stream body, AssignmentJournal journal, CancellationToken cancellationToken)
    {
        var durable = new Dictionary<string, long>(StringComparer.Ordinal);
        await using var buffered = new BufferedStream(body, LongestLine);
        while (await ReadLineAsync(buffered, cancellationToken) is { } line)
        {
            var piece = Parse(line);
            var content = new byte[piece.Length];
            await buffered.ReadExactlyAsync(content, cancellationToken);
            durable[piece.Stream] = await journal.AppendAsync(piece.Stream, piece.Offset, content, cancellationToken);
        }

        return new JournalReceipt(durable);
    }

    private static JournalPiece Parse(byte[] line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, RunnerJson.Default.JournalPiece) is { Offset: >= 0, Length: >= 0 and <= MostBytes } piece ? piece : throw new InvalidDataException("A piece of a journal has no such place.");
        }
        catch (JsonException failure)
        {
            throw new InvalidDataException("What should be pieces of a journal is something else.", failure);
        }
    }

    private static async Task<byte[]?> ReadLineAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var line = new MemoryStream();
        var one = new byte[1];
        while (await stream.ReadAsync(one, cancellationToken) > 0)
        {
            if (one[0] == LineEnd)
            {
                return line.ToArray();
            }

            if (line.Length == LongestLine)
            {
                throw new InvalidDataException("A line of a journal is too long.");
            }

            line.WriteByte(one[0]);
        }

        return line.Length == 0 ? null : throw new InvalidDataException("A piece of a journal was cut short.");
    }
}
