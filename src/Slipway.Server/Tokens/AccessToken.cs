using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Slipway.Server.Tokens;

/// <summary>Makes tokens, and knows them again: the database has what cannot be turned back into one.</summary>
public static class AccessToken
{
    /// <summary>By which scanners for secrets know one.</summary>
    public const string Prefix = "slipway_";

    private const int Bytes = 32;

    /// <summary>A new one, which nobody can guess.</summary>
    public static string Create() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>What is kept of one.</summary>
    public static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
