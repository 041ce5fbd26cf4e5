using System.Text.Json.Serialization;
using Slipway.Linux.Processes;

namespace Slipway.Engines.Leases;

/// <summary>What is written down of an engine while it lives, in its own folder: for listing and for going on after a crash of the host. Removal never needs it.</summary>
public sealed record EngineRecord
{
    public required string Id { get; init; }

    public required EngineState State { get; init; }

    public required string Version { get; init; }

    /// <summary>The machine image, where a job runs beside the engine; null: it is alone in its sandbox.</summary>
    public string? Machine { get; init; }

    public required string Address { get; init; }

    public required EngineLimits Limits { get; init; }

    public required DateTimeOffset Created { get; init; }

    /// <summary>The engine's first process, by its number on the host; 0 before it has one.</summary>
    public int Process { get; init; }

    /// <summary>Who holds it, in words.</summary>
    public string Holder { get; init; } = "";

    public OwnerProcess Owner { get; init; } = OwnerProcess.Nobody;

    /// <summary>The process that makes it, whose end ends a half-made engine and an idle one.</summary>
    public OwnerProcess Maker { get; init; } = OwnerProcess.Nobody;

    public LayerCacheKey? LayerCache { get; init; }

    /// <summary>The layer cache head that it started on; null: it began empty.</summary>
    public string? Head { get; init; }

    [JsonIgnore]
    public bool LayerCacheHit => Head is not null;

    public bool Warm { get; init; }

    public IReadOnlyList<string> Sources { get; init; } = [];

    public IReadOnlyList<string> Warnings { get; init; } = [];

    public required EngineCertificates Certificates { get; init; }

    public required EngineSsh Ssh { get; init; }
}

/// <summary>Where an engine stands.</summary>
/// <remarks>
/// Whoever changes a record or removes an engine holds its lock, and looks at the record then. Whatever dies on the way, reaping goes on from where the engine stands.
/// <code>
///     make              lease             release, its layers kept
///  ───────▶ Starting ─────────▶ Leased ──────────────────────────▶ Retiring
///              │                  ▲  │                                │
///              │ for the pool     │  │ release, or reap: the holder   │ retire: scrubbed,
///              ▼         lease    │  │ or what ran in it is gone      │ its layers committed
///            Idle ────────────────┘  ▼                                ▼
///              └───────────────▶ Released ◀───────────────────────────┘
///                 release            │ remove: nothing of it is left, its slot is free
///                                    ▼
/// </code>
/// </remarks>
[JsonConverter(typeof(JsonStringEnumConverter<EngineState>))]
public enum EngineState
{
    /// <summary>Being made.</summary>
    Starting,

    /// <summary>In the pool, ready for a lease.</summary>
    Idle,

    /// <summary>A job's.</summary>
    Leased,

    /// <summary>Nobody's any more, but its layers are still to be kept.</summary>
    Retiring,

    /// <summary>Nobody's any more; being removed.</summary>
    Released,
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(EngineRecord))]
internal sealed partial class EngineRecordJson : JsonSerializerContext;
