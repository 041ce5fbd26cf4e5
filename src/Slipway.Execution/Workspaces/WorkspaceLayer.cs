using System.Text.Json.Serialization;
using Slipway.Execution.Blobs;

namespace Slipway.Execution.Workspaces;

/// <summary>What one step of a job added to its workflow's workspace.</summary>
/// <param name="Workflow">The workflow's name.</param>
/// <param name="Job">The job's final name.</param>
/// <param name="Node">Which node of it.</param>
/// <param name="Content">A tar of names relative to the root, compressed with zstd.</param>
public sealed record WorkspaceLayer(string Workflow, string Job, int Node, Blob Content, DateTimeOffset SavedAt);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(WorkspaceLayer))]
internal sealed partial class WorkspaceJson : JsonSerializerContext;
