using System.Security.Cryptography;
using Slipway.Linux.Failures;
using Slipway.Linux.Files;
using Slipway.Linux.Kernel;
using Slipway.Linux.Processes;

namespace Slipway.Engines.Identity;

/// <summary>
/// Which engine holds which slot of the machine: one symbolic link per slot, named by it and pointing to <c>instance/id/maker</c>.
/// Making a link is atomic and carries its content, so a crash leaves a slot either free or fully said whose it is.
/// </summary>
public sealed class SlotClaims(string instance, string folder = SlotClaims.MachineFolder)
{
    /// <summary>Shared by all instances of the machine.</summary>
    public const string MachineFolder = "/run/slipway-slots";

    /// <summary>Claims a free slot for a new engine.</summary>
    /// <exception cref="InfrastructureException">All slots are taken.</exception>
    public EngineId Claim(OwnerProcess maker)
    {
        Directory.CreateDirectory(folder);
        var start = RandomNumberGenerator.GetInt32(EngineId.Slots);
        for (var offset = 0; offset < EngineId.Slots; offset++)
        {
            var id = EngineId.Create((start + offset) % EngineId.Slots);
            if (TryClaim(id, maker))
            {
                return id;
            }
        }
        throw new InfrastructureException($"All {EngineId.Slots} engine slots of this machine are taken; `slipway engine reap` removes what dead owners left.");
    }

    /// <summary>Frees the slot of an engine of which nothing is left. Harmless when it is free or another's.</summary>
    public void Release(EngineId id)
    {
        if (Read(new FileInfo(PathOf(id)))?.Id == id)
        {
            File.Delete(PathOf(id));
        }
    }

    /// <summary>The engines of this instance that hold a slot, with the processes that made them.</summary>
    public IReadOnlyDictionary<EngineId, OwnerProcess> List() =>
        Folders.FilesIn(folder).Select(Read).OfType<(EngineId Id, OwnerProcess Maker)>().ToDictionary(claim => claim.Id, claim => claim.Maker);

    /// <summary>Removes the folder if no instance holds a slot.</summary>
    public void RemoveEmptyFolder() => _ = Libc.RemoveEmptyFolder(folder);

    private bool TryClaim(EngineId id, OwnerProcess maker)
    {
        try
        {
            File.CreateSymbolicLink(PathOf(id), $"{instance}/{id}/{maker}");
            return true;
        }
        catch (DirectoryNotFoundException)
        {
            // Another instance has just removed the empty folder.
            Directory.CreateDirectory(folder);
            return TryClaim(id, maker);
        }
        catch (IOException) when (new FileInfo(PathOf(id)).LinkTarget is not null)
        {
            return false;
        }
    }

    private string PathOf(EngineId id) => Path.Combine(folder, id.Value[..3]);

    private (EngineId Id, OwnerProcess Maker)? Read(FileInfo link) =>
        link.LinkTarget?.Split('/') is [var owner, var text, var maker] && owner == instance && EngineId.TryParse(text, out var id)
            // What an older version wrote is not read: its maker counts as gone.
            ? (id, OwnerProcess.Parse(maker) ?? OwnerProcess.Gone)
            : null;
}
