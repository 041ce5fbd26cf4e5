using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Engines.Leases;

namespace Slipway.Engines.Storage;

/// <summary>What an engine's folder says of itself, so that any later process can commit it.</summary>
/// <param name="Image">The image's name.</param>
/// <param name="LayerCache">Whose head it may replace; null: nobody's.</param>
/// <param name="Parent">The head its data root was copied from; null: it began empty.</param>
/// <param name="Writers">To whom that head's bytes are billed.</param>
/// <param name="Docker">The version of its dockerd; null: the image is called by it.</param>
internal sealed record DiskRecord(string Image, LayerCacheKey? LayerCache, string? Parent, IReadOnlyList<ulong>? Writers = null, string? Docker = null);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true)]
[JsonSerializable(typeof(DiskRecord))]
internal sealed partial class DiskRecordJson : JsonSerializerContext;
