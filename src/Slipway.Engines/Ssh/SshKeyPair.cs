using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Slipway.Engines.Ssh;

/// <summary>A P-256 key pair in OpenSSH's own forms.</summary>
/// <param name="PrivateKey">The file's text, unencrypted (openssh-key-v1).</param>
/// <param name="PublicKey">As in known_hosts and authorized_keys: <c>ecdsa-sha2-nistp256 AAAA…</c>.</param>
public sealed record SshKeyPair(string PrivateKey, string PublicKey)
{
    private const string KeyType = "ecdsa-sha2-nistp256";

    public static SshKeyPair Create()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var parameters = key.ExportParameters(includePrivateParameters: true);
        byte[] point = [4, .. parameters.Q.X!, .. parameters.Q.Y!];
        byte[] blob = [.. Text(KeyType), .. Text("nistp256"), .. Field(point)];
        var check = RandomNumberGenerator.GetBytes(4);
        byte[] secret = [.. check, .. check, .. blob, .. Field(Positive(parameters.D!)), .. Text("slipway")];
        byte[] file = [.. "openssh-key-v1\0"u8, .. Text("none"), .. Text("none"), .. Text(""), .. Number(1), .. Field(blob), .. Field(Padded(secret))];
        CryptographicOperations.ZeroMemory(parameters.D);
        var lines = Convert.ToBase64String(file).Chunk(70).Select(line => new string(line));
        return new($"-----BEGIN OPENSSH PRIVATE KEY-----\n{string.Join('\n', lines)}\n-----END OPENSSH PRIVATE KEY-----\n", $"{KeyType} {Convert.ToBase64String(blob)}");
    }

    // A big number is signed: a leading one bit needs a zero byte before it, leading zero bytes go.
    private static byte[] Positive(byte[] number)
    {
        var trimmed = number.AsSpan().TrimStart((byte)0);
        return trimmed.Length > 0 && trimmed[0] >= 0x80 ? [0, .. trimmed] : trimmed.ToArray();
    }

    // To a multiple of eight with 1, 2, 3 …
    private static byte[] Padded(byte[] secret) =>
        [.. secret, .. Enumerable.Range(1, (8 - secret.Length % 8) % 8).Select(number => (byte)number)];

    private static byte[] Text(string text) => Field(Encoding.ASCII.GetBytes(text));

    private static byte[] Field(byte[] value) => [.. Number(value.Length), .. value];

    private static byte[] Number(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }
}
