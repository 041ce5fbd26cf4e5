using System.Globalization;
using System.Text;
using Slipway.Agent.Archives;
using Slipway.Agent.Linux;

namespace Slipway.Fuzz.Archives;

/// <summary>What lies beside the folders that archives are unpacked into: what it holds, how it may be used, whose it is, when it was changed, how many names it has.</summary>
internal sealed class Surroundings : IDisposable
{
    private const int TargetsBetweenSweeps = 2_000;
    private readonly string _root = Directory.CreateTempSubdirectory("slipway-archives-").FullName;
    private readonly string _before;
    private int _targets;

    public Surroundings()
    {
        Directory.CreateDirectory(Path.Combine(Outside, "folder"));
        File.WriteAllText(Path.Combine(Outside, "victim"), "as it was");
        File.SetUnixFileMode(Path.Combine(Outside, "victim"), UnixFileMode.UserRead);
        File.WriteAllText(Path.Combine(Outside, "folder/x"), "as it was");
        File.CreateSymbolicLink(Path.Combine(Outside, "link"), "victim");
        Directory.CreateDirectory(Path.Combine(_root, "targets"));
        _before = Describe();
    }

    public string Outside => Path.Combine(_root, "outside");

    /// <summary>A new folder with what an image may have in it: a file, a folder and a link of its own that stays inside.</summary>
    public string NewTarget()
    {
        if (_targets++ % TargetsBetweenSweeps == 0)
        {
            Sweep(Path.Combine(_root, "targets"));
        }

        // Two levels down, so that a way out by one "..", too, is seen.
        var target = Directory.CreateDirectory(string.Create(CultureInfo.InvariantCulture, $"{_root}/targets/{_targets}/target")).FullName;
        Directory.CreateDirectory(Path.Combine(target, "in"));
        File.WriteAllText(Path.Combine(target, "old"), "old");
        File.CreateSymbolicLink(Path.Combine(target, "own"), "in");
        return target;
    }

    /// <returns>What has changed; null: nothing.</returns>
    public string? FindChange(string target)
    {
        var beside = Directory.GetFileSystemEntries(Path.GetDirectoryName(target)!);
        if (beside is not [var only] || only != target)
        {
            return $"there is something beside the folder: {string.Join(' ', beside)}";
        }

        if (Directory.GetFileSystemEntries(_root).Length != 2)
        {
            return "there is something beside what lies outside";
        }

        var now = Describe();
        return now == _before ? null : $"outside of the folder it was\n{_before}and is\n{now}";
    }

    public void Dispose() => Sweep(_root);

    private string Describe()
    {
        var text = new StringBuilder();
        foreach (var path in Directory.EnumerateFileSystemEntries(Outside, "*", SearchOption.AllDirectories).Append(Outside).Order(StringComparer.Ordinal))
        {
            var facts = Facts(path);
            var content = facts.Type == Libc.FileType ? File.ReadAllText(path) : new FileInfo(path).LinkTarget;
            text.AppendLine(CultureInfo.InvariantCulture, $"{path} {facts.Mode:x} {facts.User}:{facts.Group} {facts.Links} {facts.Inode} {facts.ModifiedSeconds}.{facts.ModifiedNanoseconds} {content}");
        }

        return text.ToString();
    }

    private static unsafe Libc.FileStatus Facts(string path)
    {
        fixed (byte* native = NativeText.Terminated(path))
        {
            return TargetFolder.Look(Libc.AtCurrent, native) ?? throw SystemCallException.Last(path);
        }
    }

    // Not by the framework, which cannot delete names that are no text.
    private static void Sweep(string folder)
    {
        using var remove = System.Diagnostics.Process.Start("/bin/rm", ["-rf", folder]);
        remove.WaitForExit();
        if (folder.EndsWith("targets", StringComparison.Ordinal))
        {
            Directory.CreateDirectory(folder);
        }
    }
}
