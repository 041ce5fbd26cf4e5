using System.Security.Cryptography;
using System.Text;
using Slipway.Linux.Failures;
using Slipway.Linux.Files;

namespace Slipway.Server.Secrets;

/// <summary>The keys that secrets are sealed with, in a file for root alone: a line each, its name and itself. The last one seals; the others open what was sealed before.</summary>
public sealed class SecretKeys
{
    private const string File = "secret.keys";
    private const int KeyBytes = 32;
    private const int NameBytes = 4;
    private const int MostBytes = 1 << 16;

    private readonly Dictionary<string, byte[]> _keys;

    private SecretKeys(Dictionary<string, byte[]> keys, string current) => (_keys, Current) = (keys, current);

    /// <summary>The name of the one that seals.</summary>
    public string Current { get; }

    /// <summary>Reads the file, which is made when it is missing.</summary>
    /// <param name="folder">Of the server.</param>
    /// <exception cref="InfrastructureException">It has something else.</exception>
    public static SecretKeys Open(string folder)
    {
        Directory.CreateDirectory(folder, FileModes.PrivateFolder);
        using var place = ConfinedFolder.TryOpen(folder) ?? throw new DirectoryNotFoundException($"{folder} is not there");
        if (place.TryRead(File, MostBytes) is { } content)
        {
            return Parse(Encoding.ASCII.GetString(content), Path.Combine(folder, File));
        }

        Write(place, [NewLine()]);
        return Open(folder);
    }

    /// <summary>Adds a key that seals from then on.</summary>
    public static SecretKeys Rotate(string folder)
    {
        Open(folder);
        using var place = ConfinedFolder.TryOpen(folder) ?? throw new DirectoryNotFoundException($"{folder} is not there");
        Write(place, [.. Lines(Encoding.ASCII.GetString(place.TryRead(File, MostBytes) ?? [])), NewLine()]);
        return Open(folder);
    }

    /// <summary>Removes all keys but the one that seals: what they sealed must be sealed anew before.</summary>
    public static void RemoveOld(string folder)
    {
        using var place = ConfinedFolder.TryOpen(folder) ?? throw new DirectoryNotFoundException($"{folder} is not there");
        Write(place, [Lines(Encoding.ASCII.GetString(place.TryRead(File, MostBytes) ?? []))[^1]]);
    }

    /// <exception cref="InfrastructureException">It is not there.</exception>
    internal byte[] Find(string name) => _keys.TryGetValue(name, out var key) ? key : throw new InfrastructureException($"the key {name}, which secrets were sealed with, is not in {File}");

    private static SecretKeys Parse(string text, string file)
    {
        var keys = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var current = "";
        foreach (var line in Lines(text))
        {
            if (line.Split(' ') is not [var name, var encoded] || Decode(encoded) is not { } key)
            {
                throw new InfrastructureException($"{file} has a line that is no key: restore it from where it was kept");
            }

            keys[name] = key;
            current = name;
        }

        return current.Length > 0 ? new SecretKeys(keys, current) : throw new InfrastructureException($"{file} has no key: restore it from where it was kept");
    }

    private static byte[]? Decode(string text)
    {
        var bytes = new byte[KeyBytes];
        return Convert.TryFromBase64String(text, bytes, out var count) && count == KeyBytes ? bytes : null;
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static string NewLine() => $"{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(NameBytes))} {Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes))}";

    private static void Write(ConfinedFolder place, IEnumerable<string> lines)
    {
        place.Write(File, Encoding.ASCII.GetBytes(string.Concat(lines.Select(line => line + "\n"))));
        System.IO.File.SetUnixFileMode(Path.Combine(place.Path, File), FileModes.PrivateFile);
    }
}
