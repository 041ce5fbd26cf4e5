using System.Security.Cryptography;
using System.Text;
using Slipway.Linux.Failures;

namespace Slipway.Server.Secrets;

/// <summary>
/// Seals values so that a copy of the database is worth nothing without the file of keys: each with a key of its own, which a key of that file seals. A sealed value opens
/// for the owner and the name that it was sealed for, and for no other.
/// </summary>
public sealed class SecretSeal(SecretKeys keys)
{
    private const int KeyBytes = 32;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    /// <summary>The name of the key that it seals with.</summary>
    public string KeyName => keys.Current;

    public string Seal(string owner, string name, string value)
    {
        var key = RandomNumberGenerator.GetBytes(KeyBytes);
        var about = About(owner, name);
        var sealedKey = Encrypt(keys.Find(keys.Current), key, about);
        return $"{Convert.ToBase64String(sealedKey)}.{Convert.ToBase64String(Encrypt(key, Encoding.UTF8.GetBytes(value), about))}";
    }

    /// <param name="keyName">That it was sealed with.</param>
    /// <exception cref="InfrastructureException">The key is not there, or somebody has changed what was sealed.</exception>
    public string Open(string owner, string name, string text, string keyName)
    {
        try
        {
            var about = About(owner, name);
            return text.Split('.') is [var sealedKey, var value]
                ? Encoding.UTF8.GetString(Decrypt(Decrypt(keys.Find(keyName), Convert.FromBase64String(sealedKey), about), Convert.FromBase64String(value), about))
                : throw new CryptographicException("It has not the form of a sealed value.");
        }
        catch (Exception failure) when (failure is CryptographicException or FormatException)
        {
            throw new InfrastructureException($"the value of {name} cannot be opened: it was changed, or sealed with another key", failure);
        }
    }

    private static byte[] About(string owner, string name) => Encoding.UTF8.GetBytes($"{owner}\n{name}");

    private static byte[] Encrypt(byte[] key, byte[] value, byte[] about)
    {
        using var cipher = new AesGcm(key, TagBytes);
        var nonce = RandomNumberGenerator.GetBytes(NonceBytes);
        var (hidden, tag) = (new byte[value.Length], new byte[TagBytes]);
        cipher.Encrypt(nonce, value, hidden, tag, about);
        return [.. nonce, .. tag, .. hidden];
    }

    private static byte[] Decrypt(byte[] key, byte[] sealedValue, byte[] about)
    {
        if (sealedValue.Length < NonceBytes + TagBytes)
        {
            throw new CryptographicException("It is too short for a sealed value.");
        }

        using var cipher = new AesGcm(key, TagBytes);
        var value = new byte[sealedValue.Length - NonceBytes - TagBytes];
        cipher.Decrypt(sealedValue.AsSpan(0, NonceBytes), sealedValue.AsSpan(NonceBytes + TagBytes), sealedValue.AsSpan(NonceBytes, TagBytes), value, about);
        return value;
    }
}
