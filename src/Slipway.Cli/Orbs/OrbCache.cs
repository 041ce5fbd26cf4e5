using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Linux.Failures;
using Slipway.Linux.Files;

namespace Slipway.Cli.Orbs;

/// <summary>Orbs that were fetched before: texts by their hash, and what each reference became. Safe with several processes; what is broken counts as not there.</summary>
/// <param name="folder">Where they lie.</param>
/// <param name="clock">For the time of fetching.</param>
/// <param name="mostBytes">How much all may take: any config names any number of orbs. Over it those fetched first go.</param>
internal sealed class OrbCache(string folder, TimeProvider clock, long mostBytes = 512L << 20)
{
    /// <summary>What the smallest file takes on a disk.</summary>
    private const int Block = 4096;

    public CachedOrb? Find(string reference)
    {
        try
        {
            var entry = WorldFailure.OfFiles(() => JsonSerializer.Deserialize(File.ReadAllBytes(EntryPath(reference)), OrbCacheJson.Default.OrbCacheEntry));
            if (entry?.Reference != reference)
            {
                return null;
            }

            var source = WorldFailure.OfFiles(() => File.ReadAllBytes(TextPath(entry.Sha256)));
            return HashOf(source) == entry.Sha256 ? new CachedOrb(entry.Resolved, entry.Sha256, entry.FetchedAt, source) : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Keeps an orb under both the reference that was asked for and the one that it became. A cache that cannot be written to is no error.</summary>
    public CachedOrb Store(string reference, string resolved, string source)
    {
        var content = Encoding.UTF8.GetBytes(source);
        var cached = new CachedOrb(resolved, HashOf(content), clock.GetUtcNow(), content);
        try
        {
            WorldFailure.OfFiles(() => Keep(reference, cached));
        }
        catch (IOException)
        {
            // The orb is at hand all the same; the next run asks again.
        }

        return cached;
    }

    private void Keep(string reference, CachedOrb orb)
    {
        Write(TextPath(orb.Sha256), orb.Content.Span);
        foreach (var name in new[] { reference, orb.Resolved }.Distinct(StringComparer.Ordinal))
        {
            var entry = new OrbCacheEntry(name, orb.Resolved, orb.Sha256, orb.FetchedAt);
            Write(EntryPath(name), JsonSerializer.SerializeToUtf8Bytes(entry, OrbCacheJson.Default.OrbCacheEntry));
        }

        MakeRoom();
    }

    private string EntryPath(string reference) => Path.Combine(folder, "references", HashOf(Encoding.UTF8.GetBytes(reference)) + ".json");

    private string TextPath(string sha256) => Path.Combine(folder, "texts", sha256 + ".yml");

    private static string HashOf(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private void MakeRoom()
    {
        var room = mostBytes;
        foreach (var file in new DirectoryInfo(folder).GetFiles("*", SearchOption.AllDirectories).OrderByDescending(file => file.LastWriteTimeUtc))
        {
            room -= Math.Max(Block, file.Length);
            if (room < 0)
            {
                file.Delete();
            }
        }
    }

    private static void Write(string path, ReadOnlySpan<byte> content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        WholeFile.Write(path, content);
    }
}

/// <param name="Resolved">The exact reference, or the address.</param>
/// <param name="Sha256">Of the content, in lower-case hexadecimal.</param>
/// <param name="FetchedAt">When the network was asked.</param>
/// <param name="Content">The orb's YAML as UTF-8.</param>
internal sealed record CachedOrb(string Resolved, string Sha256, DateTimeOffset FetchedAt, ReadOnlyMemory<byte> Content);

internal sealed record OrbCacheEntry(string Reference, string Resolved, string Sha256, DateTimeOffset FetchedAt);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(OrbCacheEntry))]
internal sealed partial class OrbCacheJson : JsonSerializerContext;
