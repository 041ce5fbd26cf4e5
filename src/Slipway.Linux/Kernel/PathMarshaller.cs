using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace Slipway.Linux.Kernel;

/// <summary>Gives a path to the C library as the bytes that it is, see <see cref="PathText"/>.</summary>
[CustomMarshaller(typeof(string), MarshalMode.ManagedToUnmanagedIn, typeof(PathMarshaller))]
internal static unsafe class PathMarshaller
{
    public static byte* ConvertToUnmanaged(string? path)
    {
        if (path is null)
        {
            return null;
        }

        var bytes = PathText.Bytes(path);
        var native = (byte*)NativeMemory.Alloc((nuint)bytes.Length + 1);
        bytes.CopyTo(new Span<byte>(native, bytes.Length));
        native[bytes.Length] = 0;
        return native;
    }

    public static void Free(byte* native) => NativeMemory.Free(native);
}
