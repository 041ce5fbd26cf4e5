using System.Runtime.InteropServices;

namespace Slipway.Agent.Archives;

/// <summary>The zstd library's streaming functions, linked in. https://facebook.github.io/zstd/zstd_manual.html</summary>
internal static unsafe partial class Zstd
{
    public const int Continue = 0;
    public const int End = 2;
    public const int CompressionLevel = 100;
    public const int Checksum = 201;
    public const int Workers = 400;

    [LibraryImport("libzstd", EntryPoint = "ZSTD_createCCtx")]
    public static partial nint CreateCompression();

    [LibraryImport("libzstd", EntryPoint = "ZSTD_freeCCtx")]
    public static partial nuint FreeCompression(nint context);

    [LibraryImport("libzstd", EntryPoint = "ZSTD_CCtx_setParameter")]
    public static partial nuint SetParameter(nint context, int parameter, int value);

    [LibraryImport("libzstd", EntryPoint = "ZSTD_compressStream2")]
    public static partial nuint Compress(nint context, Chunk* output, Chunk* input, int mode);

    [LibraryImport("libzstd", EntryPoint = "ZSTD_createDCtx")]
    public static partial nint CreateDecompression();

    [LibraryImport("libzstd", EntryPoint = "ZSTD_freeDCtx")]
    public static partial nuint FreeDecompression(nint context);

    [LibraryImport("libzstd", EntryPoint = "ZSTD_decompressStream")]
    public static partial nuint Decompress(nint context, Chunk* output, Chunk* input);

    [LibraryImport("libzstd", EntryPoint = "ZSTD_isError")]
    public static partial uint IsError(nuint result);

    [StructLayout(LayoutKind.Sequential)]
    internal struct Chunk
    {
        public byte* Start;
        public nuint Size;
        public nuint Position;
    }
}
