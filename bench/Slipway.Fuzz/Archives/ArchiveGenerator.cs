using Slipway.Agent.Archives;
using Slipway.Agent.Linux;
using Slipway.Execution.Artifacts;
using Slipway.Execution.Bounds;
using Slipway.Execution.Events;
using Slipway.Execution.Failures;
using Slipway.Execution.State;
using Slipway.Execution.TestResults;
using Slipway.Fuzz.Campaigns;
using Slipway.Model.Archives;
using Slipway.Model.Assignments;
using Slipway.Model.Events;

namespace Slipway.Fuzz.Archives;

/// <summary>
/// Hostile archives for whatever unpacks them: the agent, for workspaces and caches, and the runner, for artifacts, test results and the search for conflicts
/// of workspace layers. Nothing outside of the folder may change, and nothing but the failures that there are may come out.
/// </summary>
internal sealed class ArchiveGenerator : IGenerator
{
    private readonly Surroundings _surroundings = new();

    public async Task<string?> TryAsync(Random random, CancellationToken cancellationToken)
    {
        var script = new ArchiveScript(random, _surroundings.Outside);
        var target = _surroundings.NewTarget();
        switch (random.Next(6))
        {
            case < 4:
                Unpack(script, target, random);
                break;
            case 4:
                await StoreAsync(script, target, random, cancellationToken);
                break;
            default:
                await ReadAsync(script, random, cancellationToken);
                break;
        }

        return _surroundings.FindChange(target);
    }

    public ValueTask DisposeAsync()
    {
        _surroundings.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Some archives into one folder, as the layers of a workspace are, or caches.</summary>
    private static void Unpack(ArchiveScript script, string target, Random random)
    {
        var links = new BroughtLinks();
        for (var count = random.Next(1, 4); count > 0; count--)
        {
            try
            {
                using var unpacker = new TarUnpacker(target, keepOwners: random.Next(2) == 0, long.MaxValue, links);
                unpacker.Unpack(new TarReader(new Pieces(script.Next(), random)));
            }
            catch (Exception failure) when (failure is BadArchiveException or SystemCallException)
            {
                // The job's step fails of it.
            }
        }
    }

    private static async Task StoreAsync(ArchiveScript script, string target, Random random, CancellationToken cancellationToken)
    {
        var run = new RunFolder("1", Directory.CreateDirectory(target).FullName);
        var destination = random.Next(3) switch { 0 => null, 1 => "../../out", _ => "there" };
        try
        {
            using var tar = new MemoryStream(script.Next());
            var limits = new StorageLimits();
            var disk = new DiskReserve(target, limits, _ => new DiskSpace(1L << 40, 1L << 40));
            using var journal = new FolderJournal(run, limits, disk);
            await new ArtifactUnpacker(journal, new JobRef("main", "job"), new JobStorage(limits), disk, path => path)
                .UnpackAsync(tar, random.Next(2) == 0, name => ArtifactPath.For(name, "/x", destination, random.Next(2) == 0), _ => { }, cancellationToken);
        }
        catch (BadArchiveException)
        {
            // The job's step fails of it.
        }
    }

    private static async Task ReadAsync(ArchiveScript script, Random random, CancellationToken cancellationToken)
    {
        try
        {
            if (random.Next(2) == 0)
            {
                await LayerTrial.FindAsync([script.Next(), script.Next()], cancellationToken);
            }
            else
            {
                using var tar = new MemoryStream(script.Next());
                TestArchive.Read(tar, random.Next(2) == 0, text => text, _ => true, _ => { }, cancellationToken);
            }
        }
        catch (Exception failure) when (failure is BadArchiveException or JobFailedException)
        {
            // The job's step fails of it.
        }
    }
}
