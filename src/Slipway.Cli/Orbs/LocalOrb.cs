using System.Text;
using Slipway.Cli.Exits;
using Slipway.Config.Orbs;
using Slipway.Config.Packing;

namespace Slipway.Cli.Orbs;

/// <summary>Reads an orb from a packed file or from the folder of its source.</summary>
internal static class LocalOrb
{
    /// <param name="path">As the user gave it.</param>
    /// <param name="folder">What it is relative to.</param>
    public static OrbLookup Read(string path, string folder)
    {
        var full = Path.GetFullPath(Path.Combine(folder, path));
        try
        {
            if (Directory.Exists(full))
            {
                return ReadFolder(path, SourceFolder(full));
            }

            return File.Exists(full)
                ? new OrbLookup.Found(path, path, File.ReadAllBytes(full))
                : new OrbLookup.NotFound($"there is no file or folder {path}", "Correct the path that is given for the orb.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or UsageException)
        {
            return new OrbLookup.NotFound($"{path} cannot be read: {failure.Message}");
        }
    }

    /// <summary>Orb repositories keep the source in <c>src</c>.</summary>
    private static string SourceFolder(string folder)
    {
        var source = Path.Combine(folder, "src");
        return !File.Exists(Path.Combine(folder, "@orb.yml")) && File.Exists(Path.Combine(source, "@orb.yml")) ? source : folder;
    }

    private static OrbLookup ReadFolder(string path, string folder)
    {
        var packed = TreePacker.Pack(SourceTree.Read(folder), TreeKind.Orb, path);
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
