using System.Globalization;
using System.Text;

namespace Slipway.Execution.Logs;

/// <summary>Reads what <see cref="StepLog"/> wrote.</summary>
public static class LogReader
{
    /// <param name="path">The log file.</param>
    /// <param name="withTimes">Puts the time in UTC in front of every line.</param>
    /// <param name="output">Where to.</param>
    public static void Copy(string path, bool withTimes, Stream output)
    {
        using var log = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        if (!withTimes)
        {
            log.CopyTo(output);
            return;
        }

        CopyWithTimes(log, ReadStamps(path + ".times"), output);
    }

    private static void CopyWithTimes(FileStream log, List<(long Offset, long Milliseconds)> stamps, Stream output)
    {
        var chunk = new byte[64 * 1024];
        long offset = 0;
        var next = 0;
        var atLineStart = true;
        while (log.Read(chunk) is > 0 and var count)
        {
            var piece = chunk.AsSpan(0, count);
            while (piece.Length > 0)
            {
                while (next < stamps.Count && stamps[next].Offset <= offset)
                {
                    next++;
                }

                output.Write(atLineStart ? Stamp(stamps, next) : []);
                var end = piece.IndexOf((byte)'\n') + 1;
                var line = end == 0 ? piece : piece[..end];
                output.Write(line);
                atLineStart = end > 0;
                offset += line.Length;
                piece = piece[line.Length..];
            }
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
