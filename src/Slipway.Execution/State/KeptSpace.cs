using System.Text.Json.Serialization;
using Slipway.Model.Events;

namespace Slipway.Execution.State;

/// <summary>A job space that was kept for <c>slipway shell</c>: what is needed to enter and to remove it.</summary>
/// <param name="Space">The id that all its parts have as a label.</param>
/// <param name="Container">The primary container.</param>
/// <param name="WorkingDirectory">Of the step that failed, absolute.</param>
/// <param name="Environment">As that step had it.</param>
public sealed record KeptSpace(JobRef Job, string Space, string Container, string WorkingDirectory, IReadOnlyDictionary<string, string> Environment);

[JsonSerializable(typeof(KeptSpace))]
internal sealed partial class KeptSpaceJson : JsonSerializerContext;
