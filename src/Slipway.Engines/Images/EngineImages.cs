using Slipway.Engines.Btrfs;
using Slipway.Engines.Settings;

namespace Slipway.Engines.Images;

/// <summary>The engine images and machine images of this machine: makes, imports, lists and removes them. The first call makes the storage if there is none.</summary>
public sealed class EngineImages : IDisposable
{
    private readonly EngineSettings _settings;
    private readonly BtrfsVolume _volume;
    private readonly EngineImageStore _store;

    public EngineImages(EngineSettings settings, TimeProvider clock)
    {
        var paths = new StoragePaths(settings);
        _settings = settings;
        _volume = new BtrfsVolume(paths);
        _store = new EngineImageStore(paths.Images, clock);
    }

    /// <summary>The engine images, the newest version first.</summary>
    public async Task<IReadOnlyList<EngineImageManifest>> ListAsync(CancellationToken cancellationToken)
    {
        await _volume.EnsureAsync(cancellationToken);
        return _store.List();
    }

    /// <summary>The machine images, by name.</summary>
    public async Task<IReadOnlyList<EngineImageManifest>> ListMachinesAsync(CancellationToken cancellationToken)
    {
        await _volume.EnsureAsync(cancellationToken);
        return _store.ListMachines();
    }

    /// <summary>Makes an image from Debian's packages; one that is there is kept unless <paramref name="refresh"/>.</summary>
    public async Task<EngineImageManifest> BuildAsync(EngineImageRecipe recipe, bool refresh, Action<string> onProgress, CancellationToken cancellationToken)
    {
        await _volume.EnsureAsync(cancellationToken);
        return await _store.BuildAsync(recipe, _settings.DebianMirror, refresh, onProgress, cancellationToken);
    }

    /// <summary>Makes an image from an OCI image with a dockerd in it, through the host's Docker.</summary>
    public async Task<EngineImageManifest> ImportAsync(string ociImage, Action<string> onProgress, CancellationToken cancellationToken)
    {
        await _volume.EnsureAsync(cancellationToken);
        return await _store.ImportAsync(ociImage, onProgress, cancellationToken);
    }

    /// <returns>False: there is no such image.</returns>
    public async Task<bool> RemoveAsync(string name, CancellationToken cancellationToken)
    {
        await _volume.EnsureAsync(cancellationToken);
        return _store.Remove(name);
    }

    public void Dispose() => _volume.Dispose();

    /// <summary>The recipe a version as CircleCI writes it asks for, whether its image is there or not.</summary>
    /// <returns>Null: no recipe makes that version.</returns>
    public static EngineImageRecipe? RecipeFor(string? version)
    {
        var match = EngineVersions.Match(version, EngineImageRecipe.All.Select(recipe => recipe.Version));
        var bySuite = EngineImageRecipe.All.FirstOrDefault(recipe => recipe.Suite == version);
        return bySuite ?? (match.Warning is null ? EngineImageRecipe.All.First(recipe => recipe.Version == match.Version) : null);
    }
}
