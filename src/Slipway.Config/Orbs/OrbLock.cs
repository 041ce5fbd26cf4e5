using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slipway.Config.Orbs;

/// <summary>Which orb each reference became, so that the same config gives the same plan tomorrow. Kept beside the config and committed with it.</summary>
public sealed record OrbLock
{
    private static readonly OrbLockJson Json = new(new JsonSerializerOptions(OrbLockJson.Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    /// <summary>Version of this shape; a reader refuses a newer one.</summary>
    public int Schema { get; init; } = 1;

    /// <summary>By reference as written, sorted.</summary>
    public SortedDictionary<string, LockedOrb> Orbs { get; init; } = new(StringComparer.Ordinal);

    public static string Write(OrbLock value) => JsonSerializer.Serialize(value, Json.OrbLock) + "\n";

    /// <exception cref="JsonException">The text is no lock, or one of a later version of Slipway.</exception>
    public static OrbLock Read(string json)
    {
        var read = JsonSerializer.Deserialize(json, Json.OrbLock) ?? throw new JsonException("it is null");
        if (read.Orbs is null || read.Orbs.Values.Any(orb => orb is not { Resolved: not null, Sha256: not null }))
        {
            throw new JsonException("it names no orbs");
        }

        return read.Schema == 1 ? read : throw new JsonException($"its schema {read.Schema} is not known to this version of Slipway");
    }
}

/// <param name="Resolved">The exact reference, <c>ns/name@5.2.0</c>, or the address.</param>
/// <param name="Sha256">Of the orb's source as UTF-8, in lower-case hexadecimal.</param>
public sealed record LockedOrb(string Resolved, string Sha256);

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(OrbLock))]
internal sealed partial class OrbLockJson : JsonSerializerContext;
