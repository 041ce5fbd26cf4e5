using System.Globalization;
using Slipway.Linux.Failures;

namespace Slipway.Linux.Tools;

/// <summary>The machine as its files describe it, below a root so that a made-up machine can be looked at too.</summary>
/// <param name="Root"><c>/</c>, or the folder of a made-up machine.</param>
/// <param name="SearchPath">The folders of programs, as in PATH.</param>
internal sealed record HostFiles(string Root, string SearchPath)
{
    public static HostFiles Real { get; } = new("/", ToolPath.SearchPath);

    public bool Exists(string path) => Path.Exists(At(path));

    /// <returns>The trimmed text, or null when it cannot be read.</returns>
    public string? Read(string path)
    {
        try
        {
            return WorldFailure.OfFiles(() => File.ReadAllText(At(path)).Trim());
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Whether a program is there, also where PATH is short, as cron's is.</summary>
    public bool HasTool(string name) =>
        name.Contains('/', StringComparison.Ordinal) ? Exists(name) : SearchPath.Split(':', StringSplitOptions.RemoveEmptyEntries).Any(folder => Exists(Path.Combine(folder, name)));

    /// <summary>Service managers start it without a file that names its process.</summary>
    public bool RunsFirewalld => HasTool("firewall-cmd") && Directory.EnumerateDirectories(At("/proc"))
        .Select(folder => Path.GetFileName(folder))
        .Any(name => char.IsAsciiDigit(name[0]) && Read($"/proc/{name}/comm") == "firewalld");

    /// <summary>The kernel's version, such as 6.18.</summary>
    public Version Kernel()
    {
        var numbers = (Read("/proc/sys/kernel/osrelease") ?? "0.0").Split('.', '-', '+');
        return new Version(Number(numbers, 0), Number(numbers, 1));
    }

    /// <summary>False: a kernel without loadable modules.</summary>
    public bool HasModules => Exists($"/lib/modules/{Read("/proc/sys/kernel/osrelease")}");

    /// <summary>A module is loaded, built in, or a file that can be loaded.</summary>
    public bool HasModule(string name)
    {
        var release = Read("/proc/sys/kernel/osrelease");
        return Exists($"/sys/module/{name}")
            || (Read($"/lib/modules/{release}/modules.builtin")?.Contains($"/{name}.ko", StringComparison.Ordinal) ?? false)
            || (Read($"/lib/modules/{release}/modules.dep")?.Contains($"/{name}.ko", StringComparison.Ordinal) ?? false);
    }

    private string At(string path) => Path.Combine(Root, path.TrimStart('/'));

    private static int Number(string[] parts, int index) =>
        parts.Length > index && int.TryParse(parts[index], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
