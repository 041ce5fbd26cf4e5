using System.Runtime.InteropServices;

namespace Slipway.Agent.Archives;

/// <summary>The functions of libzstd, which is linked in: its own threads are the fastest compressor there is.</summary>
internal static unsafe partial class Zstd
{
    public const int Level = 100;
    public const int WithChecksum = 201;
    public const int Workers = 400;
    public const int Continue = 0;
    public const int End = 2;

    [LibraryImport("libzstd", EntryPoint = "ZSTD_createCCtx")]
    public static partial void* NewCompressor();

    [LibraryImport("libzstd", EntryPoint = "ZSTD_freeCCtx")]
    public static partial nuint FreeCompressor(void* context);

    [LibraryImport("libzstd", EntryPoint = "ZSTD_CCtx_setParameter")]
    public static partial nuint SetParameter(void* context, int parameter, int value);

    [LibraryImport("libzstd", EntryPoint = "ZSTD_compressStream2")]
    public static partial nuint Compress(void* context, OutBuffer* output, InBuffer* input, int operation);

    [LibraryImport("libzstd", EntryPoint = "ZSTD_createDCtx")]
    public static partial void* NewDecompressor();

    [LibraryImport("libzstd", EntryPoint = "ZSTD_freeDCtx")]
    public static partial nuint FreeDecompressor(void* context);

    [LibraryImport("libzstd", EntryPoint = "ZSTD_decompressStream")]
    public static partial nuint Decompress(void* context, OutBuffer* output, InBuffer* input);

    [LibraryImport("libzstd", EntryPoint = "ZSTD_isError")]
    public static partial uint IsError(nuint result);

    [StructLayout(LayoutKind.Sequential)]
    internal struct InBuffer
    {
        public byte* Start;
        public nuint Length;
        public nuint Position;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct OutBuffer
    {
        public byte* Start;
        public nuint Length;
        public nuint Position;
    }
}
