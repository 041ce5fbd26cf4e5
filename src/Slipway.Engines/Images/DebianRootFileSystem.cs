using Slipway.Engines.Settings;
using Slipway.Linux.Failures;
using Slipway.Linux.Tools;

namespace Slipway.Engines.Images;

/// <summary>Fills a folder with an engine's root file system from Debian's packages.</summary>
internal static class DebianRootFileSystem
{
    public const string Keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";

    private static readonly string[] Excluded =
    [
        "/usr/share/bash-completion/*", "/usr/share/bug/*", "/usr/share/doc/*", "/usr/share/doc-base/*", "/usr/share/fish/*",
        "/usr/share/info/*", "/usr/share/lintian/*", "/usr/share/locale/*", "/usr/share/man/*", "/usr/share/zsh/*",
    ];

    /// <exception cref="InfrastructureException">mmdebstrap is missing or failed: with its last lines.</exception>
    public static async Task<EngineImageManifest> MakeAsync(
        EngineImageRecipe recipe, string mirror, string root, TimeProvider clock, Action<string> onProgress, CancellationToken cancellationToken)
    {
        var run = await ToolRun.RunAsync("mmdebstrap", Arguments(recipe, mirror, root), null, cancellationToken, new DebianProgress(recipe.Label, onProgress).Take);
        if (run.ExitCode != 0)
        {
            throw new InfrastructureException($"The {recipe.Label} cannot be made of Debian's {recipe.Suite}: {Reason(run.Errors)}. Packages come from {mirror}; `debianMirror` in {SettingsFile.DefaultPath} names another mirror{(recipe.Machine is null ? ", and `slipway image build --from IMAGE` takes an OCI image instead" : "")}.");
        }

        Clean(root);
        if (recipe.Machine is not null)
        {
            MachineRootFileSystem.Furnish(recipe, root, mirror);
        }

        var packages = DebianPackages.Installed(await File.ReadAllTextAsync(Path.Combine(root, "var/lib/dpkg/status"), cancellationToken));
        return new EngineImageManifest
        {
            Version = UpstreamVersion(packages["docker.io"]),
            Machine = recipe.Machine,
            Source = recipe.Source,
            BuiltAt = clock.GetUtcNow(),
            HasSsh = File.Exists(Path.Combine(root, "usr/sbin/sshd")),
            Packages = packages,
        };
    }

    /// <summary><c>28.5.2+dfsg4-5</c> is Docker 28.5.2.</summary>
    internal static string UpstreamVersion(string debianVersion) => debianVersion[(debianVersion.IndexOf(':', StringComparison.Ordinal) + 1)..].Split('+', '-', '~')[0];

    /// <summary>The first of apt's and mmdebstrap's errors; those behind it follow from it.</summary>
    internal static string Reason(string output)
    {
        var lines = output.Trim().Split('\n', StringSplitOptions.TrimEntries);
        var first = lines.FirstOrDefault(line => line.StartsWith("E: ", StringComparison.Ordinal)) ?? lines[^1];
        return string.Join(' ', first.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Replace("E: ", "", StringComparison.Ordinal);
    }

    private static IEnumerable<string> Arguments(EngineImageRecipe recipe, string mirror, string root) =>
    [
        "--mode=root",
        "--format=directory",
        "--variant=minbase",
        $"--include={string.Join(',', recipe.Wanted)}",
        .. Excluded.Select(path => $"--dpkgopt=path-exclude={path}"),
        // Nothing of a half-made image is kept, so that nothing needs to be flushed.
        "--dpkgopt=force-unsafe-io",
        .. recipe.Moves || recipe.DockerSuite is not null ? ["--aptopt=Acquire::Check-Valid-Until \"false\""] : Array.Empty<string>(),
        .. recipe.DockerSuite is null ? Array.Empty<string>() : [$"--aptopt=APT::Default-Release \"{recipe.Suite}\""],
        .. recipe.Machine is null ? Array.Empty<string>() : [$"--customize-hook=chroot \"$1\" sh -c '{MachineRootFileSystem.AddUser}'"],
        recipe.Suite,
        root,
        .. recipe.Sources(mirror, File.Exists(Keyring) ? Keyring : null),
    ];

    /// <summary>Removes what every engine must have of its own, and what it never needs.</summary>
    private static void Clean(string root)
    {
        foreach (var key in Directory.GetFiles(Path.Combine(root, "etc/ssh"), "ssh_host_*"))
        {
            File.Delete(key);
        }

        File.WriteAllText(Path.Combine(root, "etc/machine-id"), "");
        foreach (var folder in (string[])["dev", "var/log", "var/cache/debconf"])
        {
            Empty(new DirectoryInfo(Path.Combine(root, folder)));
        }
    }

    private static void Empty(DirectoryInfo folder)
    {
        foreach (var entry in folder.GetFileSystemInfos())
        {
            if (entry is DirectoryInfo { LinkTarget: null } subfolder)
            {
                subfolder.Delete(recursive: true);
            }
            else
            {
                entry.Delete();
            }
        }
    }
}
