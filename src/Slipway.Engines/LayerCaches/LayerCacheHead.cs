using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slipway.Engines.LayerCaches;

/// <summary>The newest data root of a project: what the next engine with that key starts from.</summary>
public sealed record LayerCacheHead
{
    /// <summary>Key and generation, such as <c>3f2a…/00000007</c>; never used twice.</summary>
    public required string Id { get; init; }

    public required string Project { get; init; }

    public required string TrustScope { get; init; }

    /// <summary>The dockerd's major version, such as <c>28</c>.</summary>
    public required string Engine { get; init; }

    public required string StorageDriver { get; init; }

    /// <summary>The head it grew from; null: from an empty data root.</summary>
    public string? Parent { get; init; }

    public required DateTimeOffset CommittedAt { get; init; }

    /// <summary>When an engine last started from it, or it was committed.</summary>
    public required DateTimeOffset UsedAt { get; init; }

    /// <summary>Bytes on disk.</summary>
    public required long Bytes { get; init; }

    /// <summary>The subvolumes to which these bytes are billed, by number; null in heads of before this was counted.</summary>
    public IReadOnlyList<ulong>? Writers { get; init; }
}

/// <summary>Heads as JSON.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true)]
[JsonSerializable(typeof(LayerCacheHead))]
[JsonSerializable(typeof(IReadOnlyList<LayerCacheHead>))]
public sealed partial class LayerCacheJson : JsonSerializerContext;
