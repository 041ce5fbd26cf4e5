using System.Globalization;
using System.Text;
using Slipway.Model.Terminals;

namespace Slipway.Execution.Logs;

/// <summary>Reads what <see cref="StepLog"/> wrote.</summary>
public static class LogReader
{
    private const int LongestLine = 64 * 1024;

    /// <param name="path">The log file.</param>
    /// <param name="withTimes">Puts the time in UTC in front of every line.</param>
    /// <param name="raw">Leaves sequences for terminals in; else the lines are as <see cref="TerminalText"/> has them.</param>
    public static void Copy(string path, bool withTimes, bool raw, Stream output)
    {
        using var log = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        if (raw && !withTimes)
        {
            log.CopyTo(output);
            return;
        }

        var stamps = withTimes ? ReadStamps(path + ".times") : [];
        var next = 0;
        foreach (var (offset, line) in Lines(log))
        {
            while (next < stamps.Count && stamps[next].Offset <= offset)
            {
                next++;
            }

            output.Write(Stamp(stamps, next));
            output.Write(raw ? line.Span : TerminalText.CleanLine(line.Span));
        }
    }

    /// <summary>The last lines of a log without sequences for terminals.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static IReadOnlyList<string> Tail(string path, int lines)
    {
        const int Most = 64 * 1024;
        using var log = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        log.Position = Math.Max(0, log.Length - Most);
        return [.. Lines(log).Select(line => Encoding.UTF8.GetString(TerminalText.CleanLine(line.Text.Span)).TrimEnd('\n')).TakeLast(lines)];
    }

    /// <summary>Lines with their line feeds and where each begins; the memory is valid until the next one. Longer ones are cut.</summary>
    private static IEnumerable<(long Offset, ReadOnlyMemory<byte> Text)> Lines(Stream log)
    {
        var buffer = new byte[LongestLine];
        var (start, end, offset) = (0, 0, log.Position);
        while (true)
        {
            var length = buffer.AsSpan(start, end - start).IndexOf((byte)'\n') + 1;
            if (length == 0 && end - start < buffer.Length)
            {
                buffer.AsSpan(start, end - start).CopyTo(buffer);
                (start, end) = (0, end - start);
                var read = log.Read(buffer.AsSpan(end));
                end += read;
                if (read > 0)
                {
                    continue;
                }
            }

            length = length == 0 && end - start == buffer.Length ? TerminalText.WholeLength(buffer) : length == 0 ? end - start : length;
            if (length == 0)
            {
                yield break;
            }

            yield return (offset, buffer.AsMemory(start, length));
            start += length;
            offset += length;
        }
    }

    private static byte[] Stamp(List<(long Offset, long Milliseconds)> stamps, int next) => next == 0
        ? []
        : Encoding.ASCII.GetBytes(DateTimeOffset.FromUnixTimeMilliseconds(stamps[next - 1].Milliseconds).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z '", CultureInfo.InvariantCulture));

    private static List<(long Offset, long Milliseconds)> ReadStamps(string path) => File.Exists(path)
        ? [.. File.ReadLines(path).Select(line => line.Split(' ')).Where(parts => parts.Length == 2)
            .Select(parts => (long.Parse(parts[0], CultureInfo.InvariantCulture), long.Parse(parts[1], CultureInfo.InvariantCulture)))]
        : [];
}
