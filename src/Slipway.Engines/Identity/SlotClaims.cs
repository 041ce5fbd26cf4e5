using System.Security.Cryptography;
using Slipway.Engines.Leases;

namespace Slipway.Engines.Identity;

/// <summary>
/// Which engine holds which slot of the machine: one symbolic link per slot, named by it and pointing to <c>instance/id</c>.
/// Making a link is atomic and carries its content, so a crash leaves a slot either free or fully said whose it is.
/// </summary>
public sealed class SlotClaims(string instance, string folder = SlotClaims.MachineFolder)
{
    /// <summary>Shared by all instances of the machine.</summary>
    public const string MachineFolder = "/run/slipway-slots";

    /// <summary>Claims a free slot for a new engine.</summary>
    /// <exception cref="EngineException">All slots are taken.</exception>
    public EngineId Claim()
    {
        Directory.CreateDirectory(folder);
        var start = RandomNumberGenerator.GetInt32(EngineId.Slots);
        for (var offset = 0; offset < EngineId.Slots; offset++)
        {
            var id = EngineId.Create((start + offset) % EngineId.Slots);
            if (TryClaim(id))
            {
                return id;
            }
        }
        throw new EngineException($"All {EngineId.Slots} engine slots of this machine are taken; `slipway engine reap` removes what dead owners left.");
    }

    /// <summary>Frees the slot of an engine of which nothing is left. Harmless when it is free or another's.</summary>
    public void Release(EngineId id)
    {
        var path = PathOf(id);
        if (new FileInfo(path).LinkTarget == Target(id))
        {
            File.Delete(path);
        }
    }

    /// <summary>The engines of this instance that hold a slot.</summary>
    public IReadOnlyList<EngineId> List()
    {
        var found = new List<EngineId>();
        if (!Directory.Exists(folder))
        {
            return found;
        }
        foreach (var link in new DirectoryInfo(folder).EnumerateFiles())
        {
            var parts = link.LinkTarget?.Split('/');
            if (parts is [var owner, var text] && owner == instance && EngineId.TryParse(text, out var id))
            {
                found.Add(id);
            }
        }
        return found;
    }

    private bool TryClaim(EngineId id)
    {
        try
        {
            File.CreateSymbolicLink(PathOf(id), Target(id));
            return true;
        }
        catch (IOException) when (new FileInfo(PathOf(id)).LinkTarget is not null)
        {
            return false;
        }
    }

    private string PathOf(EngineId id) => Path.Combine(folder, id.Value[..3]);

    private string Target(EngineId id) => $"{instance}/{id}";
}
