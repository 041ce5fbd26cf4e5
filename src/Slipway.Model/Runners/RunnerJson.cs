using System.Text.Json.Serialization;

namespace Slipway.Model.Runners;

/// <summary>What a server, its runners and their jobs say to each other, as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RunnerRegistration))]
[JsonSerializable(typeof(RunnerIdentity))]
[JsonSerializable(typeof(LeasedWork))]
[JsonSerializable(typeof(Beat))]
[JsonSerializable(typeof(BeatAnswer))]
[JsonSerializable(typeof(AssignmentEnd))]
[JsonSerializable(typeof(JournalPiece))]
[JsonSerializable(typeof(JournalReceipt))]
[JsonSerializable(typeof(StoredContent))]
[JsonSerializable(typeof(StoredCache))]
[JsonSerializable(typeof(CacheToStore))]
[JsonSerializable(typeof(CacheStored))]
[JsonSerializable(typeof(CacheQuestion))]
[JsonSerializable(typeof(LayerToStore))]
[JsonSerializable(typeof(LayerStored))]
[JsonSerializable(typeof(IReadOnlyList<StoredLayer>))]
public sealed partial class RunnerJson : JsonSerializerContext;
