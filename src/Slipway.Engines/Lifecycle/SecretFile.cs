using Slipway.Linux.Files;

namespace Slipway.Engines.Lifecycle;

/// <summary>Writes files that only their owner may read, from the first byte on.</summary>
internal static class SecretFile
{
    public static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        File.Delete(path);
        using var stream = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = FileModes.PrivateFile });
        stream.Write(bytes);
    }
}
