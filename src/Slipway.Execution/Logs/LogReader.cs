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

        var stamps = ReadStamps(path + ".times");
        using var reader = new BinaryReader(new BufferedStream(log), Encoding.UTF8, leaveOpen: true);
        // Not disposed: it would close the caller's stream.
        var buffered = new BufferedStream(output);
        var next = 0;
        var atLineStart = true;
        for (long offset = 0; offset < log.Length; offset++)
        {
            if (atLineStart)
            {
                while (next < stamps.Count && stamps[next].Offset <= offset)
                {
                    next++;
                }

                buffered.Write(Stamp(stamps, next));
            }

            var letter = reader.ReadByte();
            buffered.WriteByte(letter);
            atLineStart = letter == (byte)'\n';
        }

        buffered.Flush();
    }

    private static byte[] Stamp(List<(long Offset, long Milliseconds)> stamps, int next) => next == 0
        ? []
        : Encoding.ASCII.GetBytes(DateTimeOffset.FromUnixTimeMilliseconds(stamps[next - 1].Milliseconds).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z '", CultureInfo.InvariantCulture));

    private static List<(long Offset, long Milliseconds)> ReadStamps(string path) => File.Exists(path)
        ? [.. File.ReadLines(path).Select(line => line.Split(' ')).Where(parts => parts.Length == 2)
            .Select(parts => (long.Parse(parts[0], CultureInfo.InvariantCulture), long.Parse(parts[1], CultureInfo.InvariantCulture)))]
        : [];
}
