using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Slipway.Linux.Files;

namespace Slipway.Execution.State;

/// <summary>Files with one JSON value a line, which a crash or a full disk may have cut short.</summary>
internal static class JsonLines
{
    private static readonly Lock Writing = new();

    /// <summary>The values in order; none where there is no file. A line that cannot be read is left out.</summary>
    public static IReadOnlyList<T> Read<T>(string file, JsonTypeInfo<T> type)
        where T : class => [.. ReadEach(file, type)];

    /// <summary>As <see cref="Read{T}(string,JsonTypeInfo{T})"/>, one after another as they are asked for.</summary>
    public static IEnumerable<T> ReadEach<T>(string file, JsonTypeInfo<T> type)
        where T : class => File.Exists(file) ? File.ReadLines(file).Select(line => Read(type, line)).OfType<T>() : [];

    /// <summary>Adds a line, whole and on its own even where the one before it was cut short.</summary>
    public static void Append<T>(string file, T value, JsonTypeInfo<T> type, UnixFileMode mode = FileModes.ReadableFile)
    {
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(value, type), (byte)'\n'];
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, BufferSize = 0, UnixCreateMode = mode };
        lock (Writing)
        {
            using var stream = new FileStream(file, options);
            var end = stream.Seek(0, SeekOrigin.End);
            stream.Position = Math.Max(0, end - 1);
            var isCut = end > 0 && stream.ReadByte() != '\n';
            stream.Position = end;
            stream.Write(isCut ? [(byte)'\n', .. line] : line);
        }
    }

    private static T? Read<T>(JsonTypeInfo<T> type, string line)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(line, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
