using System.Globalization;
using System.Text;
using Slipway.Linux.Locks;

namespace Slipway.Execution.State;

/// <summary>A number in a file that one process at a time has, until it is disposed. It only grows, and is written over: a crash never leaves the file empty.</summary>
internal sealed class LockedNumber : IDisposable
{
    private const int MostLetters = 32;
    private readonly FileLock _held;

    private LockedNumber(FileLock held, int value) => (_held, Value) = (held, value);

    /// <summary>What the file says; 0 where it says nothing.</summary>
    public int Value { get; private set; }

    /// <summary>Waits for the file, which is made where it is missing.</summary>
    /// <exception cref="IOException">It cannot be opened or read.</exception>
    public static async Task<LockedNumber> OpenAsync(string path, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var held = await FileLock.TakeAsync(path, cancellationToken);
        try
        {
            var buffer = new byte[MostLetters];
            var read = await held.Content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
            return new(held, int.TryParse(Encoding.ASCII.GetString(buffer, 0, read).Trim(), CultureInfo.InvariantCulture, out var number) ? number : 0);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <param name="value">Not less than <see cref="Value"/>.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public async Task GrowAsync(int value)
    {
        _held.Content.Position = 0;
        await _held.Content.WriteAsync(Encoding.ASCII.GetBytes(value.ToString(CultureInfo.InvariantCulture)), CancellationToken.None);
        // What was no number may have been longer.
        _held.Content.SetLength(_held.Content.Position);
        Value = value;
    }

    public void Dispose() => _held.Dispose();
}
