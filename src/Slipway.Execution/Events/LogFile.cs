using System.Globalization;
using System.Text;

namespace Slipway.Execution.Events;

/// <summary>
/// A log as a file, and beside it (<c>.times</c>) lines of "offset milliseconds since 1970" from which the time of every line follows.
/// </summary>
internal sealed class LogFile : IOpenLog
{
    private static readonly TimeSpan StampEvery = TimeSpan.FromMilliseconds(50);
    private readonly FileStream _file;
    private readonly StreamWriter _times;
    private long _written;
    private DateTimeOffset? _stamped;

    /// <param name="path">Nothing is there.</param>
    public LogFile(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        _file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
        _times = new StreamWriter(path + ".times", append: false, Encoding.ASCII);
    }

    public void Write(ReadOnlySpan<byte> output, DateTimeOffset time)
    {
        if (_stamped is not { } stamped || (time - stamped).Duration() > StampEvery)
        {
            _times.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{_written} {time.ToUnixTimeMilliseconds()}"));
            _stamped = time;
        }

        _file.Write(output);
        _written += output.Length;
    }

    public void Dispose()
    {
        try
        {
            _times.Dispose();
        }
        finally
        {
            _file.Dispose();
        }
    }
}
