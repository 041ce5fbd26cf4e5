using Slipway.Linux.Failures;
using Slipway.Linux.Files;
using Slipway.Linux.Tools;

namespace Slipway.Engines.Images;

/// <summary>Fills a folder with the files of an OCI image that has a dockerd in it, such as <c>docker:28-dind</c>.</summary>
internal static class OciRootFileSystem
{
    /// <summary>Where every engine image has its init, which reaps.</summary>
    public const string Init = "usr/bin/tini";

    /// <summary>A tini without libraries, which runs on any root file system.</summary>
    public const string StaticInit = "usr/bin/tini-static";

    private static readonly string[] InitsOfOthers = ["usr/local/bin/docker-init", "usr/bin/docker-init", "sbin/tini", "usr/local/bin/tini"];

    /// <param name="ociImage">The image as Docker names it; pulled when missing.</param>
    /// <param name="root">An empty folder.</param>
    /// <param name="initSource">The root of an image that has <see cref="StaticInit"/>; null: there is none.</param>
    /// <exception cref="InfrastructureException">Docker failed, or the image holds no dockerd or no init.</exception>
    public static async Task<EngineImageManifest> MakeAsync(
        string ociImage, string root, string? initSource, TimeProvider clock, Action<string> onProgress, CancellationToken cancellationToken)
    {
        var created = await ToolRun.MustAsync("docker", ["create", "--entrypoint", "/bin/sh", ociImage], null, cancellationToken, onProgress);
        var container = created.Trim().Split('\n')[^1];
        try
        {
            onProgress($"Copying the files of {ociImage}.");
            var archive = root + ".tar";
            await ToolRun.MustAsync("docker", ["export", "--output", archive, container], null, cancellationToken);
            await ToolRun.MustAsync("tar", ["--extract", "--file", archive, "--directory", root, "--numeric-owner", "--xattrs", "--xattrs-include=security.capability", "--exclude=dev/*"], null, cancellationToken);
            await ToolRun.MustAsync("find", [root, "-xdev", "(", "-type", "b", "-o", "-type", "c", ")", "-delete"], null, cancellationToken);
            File.Delete(archive);
        }
        finally
        {
            await ToolRun.RunAsync("docker", ["rm", "--force", container], null, CancellationToken.None);
        }

        EnsureInit(root, ociImage, initSource);
        return new EngineImageManifest
        {
            Version = await VersionAsync(ociImage, cancellationToken),
            Source = $"oci:{ociImage}",
            BuiltAt = clock.GetUtcNow(),
            HasSsh = File.Exists(Path.Combine(root, "usr/sbin/sshd")),
        };
    }

    /// <summary>Asked inside a container: nothing of a foreign image runs on the host.</summary>
    private static async Task<string> VersionAsync(string ociImage, CancellationToken cancellationToken)
    {
        var result = await ToolRun.RunAsync("docker", ["run", "--rm", "--network", "none", "--entrypoint", "dockerd", ociImage, "--version"], null, cancellationToken);
        return result.ExitCode == 0 && ParseVersion(result.Output) is { } version
            ? version
            : throw new InfrastructureException($"The image {ociImage} holds no dockerd that runs: {(result.Output + result.Errors).Trim()}");
    }

    /// <summary>From <c>Docker version 28.5.2, build …</c>; null when the text says no version.</summary>
    internal static string? ParseVersion(string output)
    {
        var line = Array.Find(output.Split('\n'), text => text.StartsWith("Docker version ", StringComparison.Ordinal));
        var version = line?["Docker version ".Length..].Split(',', '+')[0].Trim();
        return version is { Length: > 0 } && char.IsAsciiDigit(version[0]) ? version : null;
    }

    /// <summary>Puts an init where the engine looks for it. The image may come from anywhere: links in it are followed as far as they stay in it.</summary>
    internal static void EnsureInit(string root, string ociImage, string? initSource)
    {
        using var files = ConfinedFolder.TryOpen(root) ?? throw new InfrastructureException($"The image {ociImage} has no files.");
        using (var there = TryFind(files, Init))
        {
            if (there is not null)
            {
                return;
            }
        }

        using var others = initSource is null ? null : ConfinedFolder.TryOpen(initSource);
        using var source = InitsOfOthers.Select(path => TryFind(files, path)).FirstOrDefault(found => found is not null)
            ?? (others is null ? null : TryFind(others, StaticInit))
            ?? throw new InfrastructureException($"The image {ociImage} has no init that reaps (tini or docker-init). Make the default engine image first (`slipway image build`): its tini serves.");
        try
        {
            var folder = files.FollowInside(Path.GetDirectoryName(Init)!);
            files.MakeFolders(folder);
            var init = $"{folder}/{Path.GetFileName(Init)}";
            files.Remove(init);
            using var target = files.Create(init);
            source.CopyTo(target);
            File.SetUnixFileMode(target.SafeFileHandle, FileModes.Program);
        }
        catch (RefusedPathException refused)
        {
            throw new InfrastructureException($"The image {ociImage} cannot have an init: {refused.Message}", refused);
        }
    }

    /// <summary>A regular file of the image; null: there is none, or a link to it leads out of the image.</summary>
    private static FileStream? TryFind(ConfinedFolder files, string path)
    {
        try
        {
            return files.TryOpenFile(files.FollowInside(path));
        }
        catch (RefusedPathException)
        {
            return null;
        }
    }
}
