using System.Runtime.InteropServices;
using System.Text;

namespace Slipway.Agent.Linux;

/// <summary>Strings as C wants them: zero-terminated, and lists of them.</summary>
internal static unsafe class NativeText
{
    /// <summary>The text's UTF-8 bytes with a zero at the end.</summary>
    public static byte[] Terminated(string text)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(text) + 1];
        Encoding.UTF8.GetBytes(text, bytes);
        return bytes;
    }

    /// <summary>A <c>char**</c> that ends with null; free it with <see cref="Free"/>.</summary>
    public static byte** List(IReadOnlyCollection<string> texts)
    {
        var list = (byte**)NativeMemory.AllocZeroed((nuint)(texts.Count + 1), (nuint)sizeof(byte*));
        var i = 0;
        foreach (var text in texts)
        {
            var bytes = Terminated(text);
            list[i] = (byte*)NativeMemory.Alloc((nuint)bytes.Length);
            bytes.CopyTo(new Span<byte>(list[i], bytes.Length));
            i++;
        }

        return list;
    }

    public static void Free(byte** list)
    {
        for (var i = 0; list[i] != null; i++)
        {
            NativeMemory.Free(list[i]);
        }

        NativeMemory.Free(list);
    }
}
