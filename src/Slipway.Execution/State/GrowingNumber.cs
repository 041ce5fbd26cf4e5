using System.Globalization;
using System.Text;
using Slipway.Linux.Locks;

namespace Slipway.Execution.State;

/// <summary>A number in a file that only grows, whoever takes the next one.</summary>
public static class GrowingNumber
{
    /// <summary>Takes <paramref name="count"/> numbers at once and returns the first.</summary>
    public static async Task<int> TakeAsync(string path, int count, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var held = await FileLock.TakeAsync(path, cancellationToken);
        var file = held.Content;
        var buffer = new byte[32];
        var read = await file.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        var last = int.TryParse(Encoding.ASCII.GetString(buffer, 0, read).Trim(), CultureInfo.InvariantCulture, out var number) ? number : 0;
        file.Position = 0;
        await file.WriteAsync(Encoding.ASCII.GetBytes((last + count).ToString(CultureInfo.InvariantCulture)), CancellationToken.None);
        await file.FlushAsync(CancellationToken.None);
        return last + 1;
    }
}
