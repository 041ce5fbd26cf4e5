using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Model.Events;

namespace Slipway.Execution.Runs;

/// <summary>A job space that was kept for <c>slipway shell</c>: what is needed to enter and to remove it.</summary>
/// <param name="Job">Whose it is.</param>
/// <param name="Space">The id that all its parts have as a label.</param>
/// <param name="Container">The primary container.</param>
/// <param name="WorkingDirectory">Of the job, absolute.</param>
/// <param name="Environment">As the last step had it.</param>
public sealed record KeptSpace(JobRef Job, string Space, string Container, string WorkingDirectory, IReadOnlyDictionary<string, string> Environment)
{
    public static IReadOnlyList<KeptSpace> ReadAll(RunFolder folder) => File.Exists(folder.Kept)
        ? [.. File.ReadLines(folder.Kept).Select(line => JsonSerializer.Deserialize(line, KeptSpaceJson.Default.KeptSpace)).OfType<KeptSpace>()]
        : [];

    /// <summary>Adds it to the run's list, which only its owner may read: the environment holds secrets.</summary>
    public async Task AppendToAsync(RunFolder folder, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.Append,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        await using var file = new FileStream(folder.Kept, options);
        await file.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(this, KeptSpaceJson.Default.KeptSpace), cancellationToken);
        await file.WriteAsync("\n"u8.ToArray(), cancellationToken);
    }
}

[JsonSerializable(typeof(KeptSpace))]
internal sealed partial class KeptSpaceJson : JsonSerializerContext;
