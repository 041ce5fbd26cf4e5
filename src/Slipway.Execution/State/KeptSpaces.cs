using Slipway.Linux.Files;
using Slipway.Linux.Locks;

namespace Slipway.Execution.State;

/// <summary>The job spaces that a run has kept, a line each. Safe for several processes at once.</summary>
/// <param name="file">Only its owner may read it: the environments hold secrets.</param>
public sealed class KeptSpaces(string file)
{
    public IReadOnlyList<KeptSpace> Read() => JsonLines.Read(file, KeptSpaceJson.Default.KeptSpace);

    public async Task AddAsync(KeptSpace kept, CancellationToken cancellationToken)
    {
        using var held = await FileLock.TakeAsync(file + ".lock", cancellationToken);
        JsonLines.Append(file, kept, KeptSpaceJson.Default.KeptSpace, FileModes.PrivateFile);
    }
}
