using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Slipway.Linux.Files;
using Slipway.Linux.Kernel;

namespace Slipway.Linux.Repositories;

/// <summary>
/// A git folder of ours that git is given in the place of a repository's own. Its config is made here, so that no setting of the repository is ever seen by
/// git, known to us or not; HEAD and refs are what was read as text; only objects and the index are the repository's files, for which git runs no program.
/// It has no hooks, no alternates and no remote.
/// </summary>
internal sealed class GitFolderCopy : IDisposable
{
    private const int MostBytesOfAList = 1 << 20;
    private const int MostBytesOfShallow = 1 << 26;
    private const int NameBytes = 16;

    private readonly TemporaryFolder _top = TemporaryFolder.Make();
    private readonly string _name = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(NameBytes));

    private GitFolderCopy()
    {
        // Another user for whom git runs comes in by the name, which nobody can list.
        File.SetUnixFileMode(_top.Path, FileModes.PassableFolder);
        MakeFolder("");
    }

    public string Path => System.IO.Path.Combine(_top.Path, _name);

    /// <summary>HEAD and refs as they were read.</summary>
    public GitRefs References { get; private set; } = null!;

    /// <param name="place">The repository.</param>
    /// <param name="own">Its folder with HEAD and index.</param>
    /// <param name="common">Its folder with refs and objects.</param>
    /// <param name="format">How it names objects: <c>sha1</c> or <c>sha256</c>.</param>
    public static GitFolderCopy Make(RepositoryPlace place, ConfinedFolder own, ConfinedFolder common, string format)
    {
        var copy = new GitFolderCopy();
        try
        {
            foreach (var folder in (string[])["refs", "objects", "objects/info", "objects/pack", "info"])
            {
                copy.MakeFolder(folder);
            }

            copy.Write("config", $"[core]\n\trepositoryformatversion = 1\n\tbare = false\n[extensions]\n\tobjectformat = {format}\n");
            copy.CopyText(common, "info/exclude", MostBytesOfAList);
            copy.CopyText(common, "shallow", MostBytesOfShallow);
            copy.References = GitRefs.TryRead(own, common) ?? throw new RepositoryRefusedException($"{place.GitFolder}/HEAD names no branch and no commit");
            copy.WriteRefs(copy.References);
            copy.LinkObjects(common);
            copy.LinkFiles(own, "", "", entry => entry.Name == "index" || entry.Name.StartsWith("sharedindex.", StringComparison.Ordinal));
            return copy;
        }
        catch
        {
            copy.Dispose();
            throw;
        }
    }

    /// <summary>Attributes of files that win over those in the tree.</summary>
    public void SetAttributes(IEnumerable<string> lines) => Write("info/attributes", string.Concat(lines.Select(line => line + "\n")));

    public void Dispose() => _top.Dispose();

    private void MakeFolder(string name)
    {
        var path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(path);
        File.SetUnixFileMode(path, FileModes.Program);
    }

    private void Write(string file, string text) => Write(file, Encoding.UTF8.GetBytes(text));

    private void Write(string file, byte[] content)
    {
        var path = System.IO.Path.Combine(Path, file);
        File.WriteAllBytes(path, content);
        File.SetUnixFileMode(path, FileModes.ReadableFile);
    }

    private void CopyText(ConfinedFolder from, string file, int mostBytes)
    {
        if (from.TryRead(file, mostBytes) is { } content)
        {
            Write(file, content);
        }
    }

    private void WriteRefs(GitRefs refs)
    {
        Write("HEAD", PathText.Bytes(refs.Head + "\n"));
        Write("packed-refs", refs.Packed(_ => true));
        // git is asked by none of those whose names are no Unicode, and they are sent as they were read.
        foreach (var (name, target) in refs.Symbolic.Where(pair => PathText.IsUnicode(pair.Key)))
        {
            for (var slash = name.IndexOf('/', StringComparison.Ordinal); slash > 0; slash = name.IndexOf('/', slash + 1))
            {
                MakeFolder(name[..slash]);
            }

            Write(name, PathText.Bytes($"ref: {target}\n"));
        }
    }

    /// <summary>Links to folders and files that hold objects, one by one: what else lies beside them, such as the list of other repositories to borrow from, is not there for git.</summary>
    private void LinkObjects(ConfinedFolder common)
    {
        LinkFiles(common, "objects/pack", "objects/pack", _ => true);
        foreach (var folder in common.List("objects").Where(entry => entry.Kind == FileKind.Folder && entry.Name.Length == 2 && entry.Name.All(char.IsAsciiHexDigitLower)))
        {
            var path = $"objects/{folder.Name}";
            if (common.List(path).All(entry => entry.Kind == FileKind.File))
            {
                Link(System.IO.Path.Combine(common.Path, path), path);
            }
            else
            {
                MakeFolder(path);
                LinkFiles(common, path, path, _ => true);
            }
        }
    }

    /// <summary>Regular files alone: a link could lead to any file of this machine, and a pipe would be waited for.</summary>
    private void LinkFiles(ConfinedFolder from, string folder, string to, Func<FolderEntry, bool> wanted)
    {
        foreach (var entry in from.List(folder).Where(entry => entry.Kind == FileKind.File && wanted(entry)))
        {
            Link(System.IO.Path.Combine(from.Path, folder, entry.Name), System.IO.Path.Combine(to, entry.Name));
        }
    }

    private void Link(string target, string name)
    {
        var path = System.IO.Path.Combine(Path, name);
        if (Libc.MakeLink(target, Libc.CurrentFolder, path) != 0)
        {
            throw new IOException($"{path} cannot be made: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");
        }
    }
}
