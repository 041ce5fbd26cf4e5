using System.Text.Json.Serialization;
using Slipway.Linux.Locks;
using Slipway.Model.Events;

namespace Slipway.Execution.State;

/// <summary>A job space that was kept for <c>slipway shell</c>: what is needed to enter and to remove it.</summary>
/// <param name="Space">The id that all its parts have as a label.</param>
/// <param name="Container">The primary container.</param>
/// <param name="WorkingDirectory">Of the step that failed, absolute.</param>
/// <param name="Environment">As that step had it.</param>
public sealed record KeptSpace(JobRef Job, string Space, string Container, string WorkingDirectory, IReadOnlyDictionary<string, string> Environment)
{
    public static IReadOnlyList<KeptSpace> ReadAll(RunFolder folder) => JsonLines.Read(folder.Kept, KeptSpaceJson.Default.KeptSpace);

    /// <summary>Adds it to the run's list, which only its owner may read: the environment holds secrets. Safe for several processes at once.</summary>
    public async Task AppendToAsync(RunFolder folder, CancellationToken cancellationToken)
    {
        using var held = await FileLock.TakeAsync(folder.Kept + ".lock", cancellationToken);
        JsonLines.Append(folder.Kept, this, KeptSpaceJson.Default.KeptSpace, JsonLines.Private);
    }
}

[JsonSerializable(typeof(KeptSpace))]
internal sealed partial class KeptSpaceJson : JsonSerializerContext;
