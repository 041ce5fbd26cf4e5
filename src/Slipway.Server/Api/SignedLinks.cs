using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Slipway.Server.Requests;

namespace Slipway.Server.Api;

/// <summary>Addresses that need no token because they prove themselves: each is of one thing, for some minutes.</summary>
/// <param name="key">Nobody else's.</param>
public sealed class SignedLinks(byte[] key, TimeProvider clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    /// <param name="path">From the root of the server.</param>
    public string Sign(string path)
    {
        var until = (clock.GetUtcNow() + Lifetime).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return $"{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}?until={until}&signature={SignatureOf(path, until)}";
    }

    /// <exception cref="RequestException">It is not signed, or not any more.</exception>
    public void Require(Call call)
    {
        var (until, signature) = (call.Query("until") ?? "", call.Query("signature") ?? "");
        var isSigned = CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(SignatureOf(call.Http.Request.Path.Value ?? "", until)), Encoding.UTF8.GetBytes(signature));
        if (!isSigned || !long.TryParse(until, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds < clock.GetUtcNow().ToUnixTimeSeconds())
        {
            throw new RequestException(StatusCodes.Status403Forbidden, "The link is over, or was never one.");
        }
    }

    private string SignatureOf(string path, string until) => Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{path}\n{until}")));
}
