using System.Security.Cryptography;
using System.Text;

namespace Slipway.Execution.Variables;

/// <summary>An id that is always the same for the same text.</summary>
public static class StableId
{
    public static Guid For(string text)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(text));
        return new Guid(hash.AsSpan(0, 16));
    }
}
