using System.Text.Json.Serialization;
using Slipway.Execution.Blobs;

namespace Slipway.Execution.Caches;

/// <summary>One saved cache of a project.</summary>
/// <param name="Key">As its template came out.</param>
/// <param name="Content">A tar of absolute names, compressed with zstd.</param>
/// <param name="Paths">What was saved, as the step writes it.</param>
/// <param name="Build">The build number of the job that saved it.</param>
/// <param name="KeptUntil">From then on it is not found any more.</param>
public sealed record CacheEntry(string Key, Blob Content, IReadOnlyList<string> Paths, int Build, DateTimeOffset SavedAt, DateTimeOffset KeptUntil);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(CacheEntry))]
internal sealed partial class CacheJson : JsonSerializerContext;
