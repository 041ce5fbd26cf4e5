using System.Text;
using Slipway.Cli.Exits;
using Slipway.Cli.Repositories;
using Slipway.Config.Orbs;
using Slipway.Config.Packing;
using Slipway.Linux.Files;

namespace Slipway.Cli.Orbs;

/// <summary>Reads an orb from a packed file or from the folder of its source.</summary>
internal static class LocalOrb
{
    private const int MostBytes = 64 << 20;

    /// <param name="path">As the user or the settings gave it.</param>
    /// <param name="folder">What it is relative to.</param>
    /// <param name="project">The project, which an orb that lies in it does not leave.</param>
    public static OrbLookup Read(string path, string folder, string? project = null)
    {
        try
        {
            using var place = NamedPlace.TryOpenFolder(path, folder, project);
            return place is not null ? Pack(path, SourceTree.Read(place.Root, SourceFolder(place.Root, place.Path)))
                : new OrbLookup.Found(path, path, NamedFile.Read(path, folder, MostBytes, project));
        }
        catch (FileNotFoundException)
        {
            return new OrbLookup.NotFound($"there is no file or folder {path}", "Correct the path that is given for the orb.");
        }
        catch (IOException failure)
        {
            return new OrbLookup.NotFound($"{path} cannot be read: {failure.Message}");
        }
        catch (UsageException failure)
        {
            return new OrbLookup.NotFound($"{path} cannot be read: {failure.Message}");
        }
    }

    /// <summary>Orb repositories keep the source in <c>src</c>.</summary>
    private static string SourceFolder(ConfinedFolder root, string folder)
    {
        var source = Path.Combine(folder, "src");
        return root.Look(Path.Combine(folder, "@orb.yml")) is null && root.Look(source)?.Kind == FileKind.Folder && root.Look(Path.Combine(source, "@orb.yml")) is not null ? source : folder;
    }

    private static OrbLookup Pack(string path, IReadOnlyList<TreeFile> files)
    {
        var packed = TreePacker.Pack(files, TreeKind.Orb, path);
        if (packed.Yaml is null)
        {
            var first = packed.Diagnostics[0];
            return new OrbLookup.NotFound(
                $"its source does not pack: {first.Span.File}:{first.Span.Start.Line}:{first.Span.Start.Column}: {first.Message}",
                $"'slipway orb pack {path}' shows everything that is wrong with it.");
        }

        return new OrbLookup.Found(path, $"{path} (packed)", Encoding.UTF8.GetBytes(packed.Yaml));
    }
}
