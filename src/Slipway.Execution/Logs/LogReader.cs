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
    /// <param name="raw">Leaves sequences for terminals in; else the lines are as <see cref="TerminalScreen"/> shows them.</param>
    public static void Copy(string path, bool withTimes, bool raw, Stream output)
    {
        using var log = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        if (raw && !withTimes)
        {
            log.CopyTo(output);
            return;
        }

        var stamps = withTimes ? ReadStamps(path + ".times") : [];
        if (raw)
        {
            foreach (var (offset, line) in Lines(log))
            {
                output.Write(Stamp(stamps, offset));
                output.Write(line.Span);
            }

            return;
        }

        var screen = new TerminalScreen(
            (line, position) =>
            {
                output.Write(Stamp(stamps, position));
                output.Write(line);
            },
            waits: Redraws(log));
        Fill(screen, log);
    }

    /// <summary>The last lines of a log without sequences for terminals.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static IReadOnlyList<string> Tail(string path, int lines)
    {
        const int Most = 64 * 1024;
        using var log = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        log.Position = Math.Max(0, log.Length - Most);
        var shown = new List<string>();
        Fill(new TerminalScreen((line, _) => shown.Add(Encoding.UTF8.GetString(line).TrimEnd('\n')), waits: true), log);
        return [.. shown.TakeLast(lines)];
    }

    private static void Fill(TerminalScreen screen, Stream log)
    {
        foreach (var (offset, line) in Lines(log))
        {
            screen.Position = offset;
            screen.Write(line.Span);
        }

        screen.Finish();
    }

    private static bool Redraws(Stream log)
    {
        var redraws = Lines(log).Any(line => TerminalScreen.Redraws(line.Text.Span));
        log.Position = 0;
        return redraws;
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

    /// <summary>The time of what stands at an offset: of the last stamp at it or before it.</summary>
    private static byte[] Stamp(List<(long Offset, long Milliseconds)> stamps, long offset)
    {
        var before = stamps.BinarySearch((offset, long.MaxValue));
        before = before < 0 ? ~before : before;
        return before == 0
            ? []
            : Encoding.ASCII.GetBytes(DateTimeOffset.FromUnixTimeMilliseconds(stamps[before - 1].Milliseconds).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z '", CultureInfo.InvariantCulture));
    }

    private static List<(long Offset, long Milliseconds)> ReadStamps(string path) => File.Exists(path)
        ? [.. File.ReadLines(path).Select(line => line.Split(' ')).Where(parts => parts.Length == 2)
            .Select(parts => (long.Parse(parts[0], CultureInfo.InvariantCulture), long.Parse(parts[1], CultureInfo.InvariantCulture)))]
        : [];
}
