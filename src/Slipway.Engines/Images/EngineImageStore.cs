using System.Text.Json;
using Slipway.Engines.Btrfs;
using Slipway.Linux.Failures;
using Slipway.Linux.Locks;
using Slipway.Model.Plans;
using Slipway.Model.Texts;

namespace Slipway.Engines.Images;

/// <summary>The engine images and machine images on disk: <c>images/NAME/{root,manifest.json}</c>, each there by one rename, whole or not at all.</summary>
internal sealed class EngineImageStore(string folder, TimeProvider clock)
{
    private const string RootName = "root";
    private const string ManifestName = "manifest.json";

    /// <summary>The engine images, the newest version first.</summary>
    public IReadOnlyList<EngineImageManifest> List() => [.. All().Where(image => image.Machine is null).OrderByDescending(image => EngineVersions.Parse(image.Version))];

    /// <summary>The machine images, by name.</summary>
    public IReadOnlyList<EngineImageManifest> ListMachines() => [.. All().Where(image => image.Machine is not null).OrderBy(image => image.Machine, StringComparer.Ordinal)];

    /// <returns>The read-only subvolume engines start from; null: there is no such image.</returns>
    public string? RootOf(string name)
    {
        var root = Path.Combine(folder, name, RootName);
        return name.Length > 0 && name[0] != '.' && Directory.Exists(root) ? root : null;
    }

    private IEnumerable<EngineImageManifest> All() => Directory.Exists(folder) ? Directory.GetDirectories(folder).Select(Read).OfType<EngineImageManifest>() : [];

    /// <summary>Picks a machine image, and makes it where there is a recipe and no image yet.</summary>
    /// <exception cref="InfrastructureException">There is none, and none can be made.</exception>
    /// <param name="machine">As a config names it: CircleCI's own names are all the default one.</param>
    public async Task<EngineImageChoice> ChooseMachineAsync(string machine, string mirror, Action<string> onProgress, CancellationToken cancellationToken)
    {
        if (ListMachines().FirstOrDefault(image => image.Machine == MachineImageRecipe.DefaultName) is not { } image)
        {
            onProgress("The machine image is being made; this happens once and takes two or three minutes.");
            image = await BuildAsync(MachineImageRecipe.Default, mirror, refresh: false, onProgress, cancellationToken);
        }
        return new EngineImageChoice(image.Name, image.Version, machine == image.Name || MachineImageName.IsUbuntu(machine) ? null : $"The machine image '{machine}' is not known here; using {image.Source}, which has Docker {image.Version} and what CircleCI's Ubuntu images have, as far as Debian has it.");
    }

    /// <summary>Picks the image for a wanted version, and makes it where there is a recipe and no image yet.</summary>
    /// <exception cref="InfrastructureException">There is no image, and none can be made.</exception>
    public async Task<EngineImageChoice> ChooseAsync(string? version, string mirror, Action<string> onProgress, CancellationToken cancellationToken)
    {
        var built = List();
        var recipes = EngineImageRecipe.All.Where(recipe => built.All(image => image.Source != recipe.Source)).ToDictionary(recipe => recipe.Version);
        var match = EngineVersions.Match(version, built.Select(image => image.Version).Concat(recipes.Keys).Distinct());
        if (RootOf(match.Version) is not null)
        {
            return new EngineImageChoice(match.Version, match.Version, match.Warning);
        }

        try
        {
            onProgress($"The engine image of Docker {match.Version} is being made; this happens once and takes about a minute.");
            var image = await BuildAsync(recipes[match.Version], mirror, refresh: false, onProgress, cancellationToken);
            return new EngineImageChoice(image.Version, image.Version, match.Warning);
        }
        catch (InfrastructureException failure) when (built.Count > 0)
        {
            var instead = EngineVersions.Match(version, built.Select(image => image.Version)).Version;
            return new EngineImageChoice(instead, instead, $"The engine image of Docker {match.Version} cannot be made, using {instead}: {failure.Message}");
        }
    }

    /// <summary>Makes an image from a recipe; when another process is at it, waits and takes its result.</summary>
    public async Task<EngineImageManifest> BuildAsync(EngineImageRecipe recipe, string mirror, bool refresh, Action<string> onProgress, CancellationToken cancellationToken)
    {
        using var making = await ImageMaking.BeginAsync(folder, recipe.Name, onProgress, cancellationToken);
        if (!refresh && All().FirstOrDefault(image => image.Source == recipe.Source) is { } there)
        {
            return there;
        }

        var began = clock.GetTimestamp();
        var made = await PublishAsync(recipe.Name, root => DebianRootFileSystem.MakeAsync(recipe, mirror, root, clock, making.Say, cancellationToken));
        making.Say($"{recipe.Label}: {ByteText.Of(made.Bytes)}, made in {DurationText.Of(clock.GetElapsedTime(began))}");
        return made;
    }

    /// <summary>Makes an image from any OCI image with a dockerd in it, through the host's Docker.</summary>
    public async Task<EngineImageManifest> ImportAsync(string ociImage, Action<string> onProgress, CancellationToken cancellationToken)
    {
        using var making = await ImageMaking.BeginAsync(folder, "oci", onProgress, cancellationToken);
        var initSource = List().Select(image => Path.Combine(folder, image.Version, RootName)).FirstOrDefault(root => File.Exists(Path.Combine(root, OciRootFileSystem.StaticInit)));
        return await PublishAsync("oci", root => OciRootFileSystem.MakeAsync(ociImage, root, initSource, clock, making.Say, cancellationToken));
    }

    /// <summary>Engines that run go on: they have their own snapshots.</summary>
    /// <returns>False: there is no such image.</returns>
    public bool Remove(string name)
    {
        if (RootOf(name) is null)
        {
            return false;
        }

        var condemned = Path.Combine(folder, $".old-{name}-{Guid.NewGuid():N}");
        Directory.Move(Path.Combine(folder, name), condemned);
        Delete(condemned);
        return true;
    }

    /// <summary>Removes what an interrupted making or removal left.</summary>
    public void Sweep()
    {
        foreach (var condemned in Directory.GetDirectories(folder, ".old-*"))
        {
            Delete(condemned);
        }

        foreach (var draft in Directory.GetDirectories(folder, ".new-*"))
        {
            using var held = FileLock.TryTake(ImageMaking.LockOf(folder, Path.GetFileName(draft)[".new-".Length..]));
            if (held is not null)
            {
                Delete(draft);
            }
        }
    }

    private async Task<EngineImageManifest> PublishAsync(string name, Func<string, Task<EngineImageManifest>> make)
    {
        var draft = Path.Combine(folder, $".new-{name}");
        Delete(draft);
        Directory.CreateDirectory(draft);
        try
        {
            var root = Path.Combine(draft, RootName);
            BtrfsSubvolume.Create(root);
            var manifest = await make(root) with { Bytes = await FolderSize.MeasureAsync(root, CancellationToken.None) };
            await File.WriteAllTextAsync(Path.Combine(draft, ManifestName), JsonSerializer.Serialize(manifest, EngineImageJson.Default.EngineImageManifest), CancellationToken.None);
            BtrfsSubvolume.SetReadOnly(root, readOnly: true);
            Remove(manifest.Name);
            Directory.Move(draft, Path.Combine(folder, manifest.Name));
            return manifest;
        }
        catch (IOException failure)
        {
            throw new InfrastructureException($"The engine image cannot be written: {failure.Message}", failure);
        }
        finally
        {
            Delete(draft);
        }
    }

    private static void Delete(string imageFolder)
    {
        if (Directory.Exists(imageFolder))
        {
            BtrfsSubvolume.Delete(Path.Combine(imageFolder, RootName));
            Directory.Delete(imageFolder, recursive: true);
        }
    }

    private static EngineImageManifest? Read(string imageFolder)
    {
        var path = Path.Combine(imageFolder, ManifestName);
        try
        {
            return Path.GetFileName(imageFolder)[0] == '.' || !File.Exists(path)
                ? null
                : JsonSerializer.Deserialize(File.ReadAllText(path), EngineImageJson.Default.EngineImageManifest);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
