using Slipway.Testing.Programs;

namespace Slipway.Testing.Repositories;

/// <summary>
/// A repository with all that settings of git can be about: changed, untracked and ignored files, attributes, a merge that conflicts, a signed commit, a submodule, a
/// folder that looks like a bare repository. Programs that its settings name leave a mark when they run.
/// </summary>
public sealed class HostileRepository : IDisposable
{
    private static readonly Lazy<string> Model = new(MakeModel);

    public HostileRepository()
    {
        Run("cp", "-a", Model.Value + "/.", Folder);
        Directory.CreateDirectory(Programs);
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("slipway-hostile-").FullName;

    /// <summary>The working tree.</summary>
    public string Tree => Path.Combine(Folder, "tree");

    /// <summary>The top, a folder in it, and one that looks like a repository without a working tree.</summary>
    public IReadOnlyList<string> Places => [Tree, Path.Combine(Tree, "below"), Path.Combine(Tree, "bare")];

    /// <summary>The programs that ran.</summary>
    public IReadOnlyList<string> Marks => [.. Directory.GetFiles(Programs, "*.ran").Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal)];

    private string Programs => Path.Combine(Folder, "programs");

    /// <summary>Makes a program that leaves a mark; its path.</summary>
    public string Program(string name)
    {
        var path = Path.Combine(Programs, string.Concat(name.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter == '.' ? letter : '_')));
        File.WriteAllText(path, $"#!/bin/sh\n: > '{path}.ran'\nexit 1\n");
        File.SetUnixFileMode(path, (UnixFileMode)0x1ED);
        return path;
    }

    /// <summary>A folder with each of git's hooks.</summary>
    public string Hooks(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var hook in (string[])["post-checkout", "post-index-change", "reference-transaction", "pre-commit", "post-commit", "fsmonitor-watchman", "pre-auto-gc", "proc-receive", "update"])
        {
            File.Delete(Path.Combine(folder, hook));
            File.CreateSymbolicLink(Path.Combine(folder, hook), Program("hook"));
        }

        return folder;
    }

    public void Set(string name, string value, string file = ".git/config") => Git(Tree, "config", "--file", Path.Combine(Tree, file), "--add", name, value);

    /// <summary>Runs git as anybody would, with the settings of the repository.</summary>
    public void Plain(string command) => Tool.Run(new ToolCall("/bin/sh", ["-c", command]) { Folder = Tree, Environment = TrialGit.Surroundings });

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    /// <summary>Gives a file or link to another user.</summary>
    public static void Chown(uint user, string path) => Run("chown", "-h", $"{user}:{user}", path);

    public static void Git(string folder, params string[] arguments) => TrialGit.Run(folder, arguments);

    private static string MakeModel()
    {
        var folder = Directory.CreateTempSubdirectory("slipway-model-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        var library = Path.Combine(folder, "library");
        MakeRepository(library, ("code", "one"));
        Commit(library, "code", "two");
        var tree = Path.Combine(folder, "tree");
        MakeRepository(tree, (".gitattributes", "text filter=evil diff=evil merge=evil\n"), (".gitignore", "ignored\n"), ("text", "first\n"), ("below/file", "x\n"), (".circleci/config.yml", Config));
        MakeBare(Path.Combine(tree, "bare"));
        Git(tree, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", library, "sub");
        Git(Path.Combine(tree, "sub"), "checkout", "-q", "HEAD~1");
        Git(tree, "add", "--all");
        Git(tree, "commit", "-qm", "with a submodule");
        Git(Path.Combine(tree, "sub"), "checkout", "-q", "main");
        Git(tree, "checkout", "-qb", "other");
        Commit(tree, "text", "other\n");
        Git(tree, "checkout", "-q", "main");
        Commit(tree, "text", "second\n");
        Git(tree, "tag", "v1");
        Git(tree, "update-ref", "refs/remotes/origin/main", "HEAD");
        Git(tree, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main");
        Run("/bin/sh", "-c", $"cd '{tree}' && git cat-file commit HEAD | sed '/^committer/a gpgsig -----BEGIN PGP SIGNATURE-----\\n \\n x\\n -----END PGP SIGNATURE-----' | git hash-object -t commit -w --stdin | xargs git update-ref refs/heads/main");
        File.WriteAllText(Path.Combine(tree, "text"), "changed\n");
        File.WriteAllText(Path.Combine(tree, "untracked"), "x\n");
        File.WriteAllText(Path.Combine(tree, "ignored"), "x\n");
        return folder;
    }

    private const string Config = """
        version: 2.1
        jobs:
          build:
            docker: [{image: "slipway/base:bookworm"}]
            steps: [checkout, run: "echo << pipeline.git.branch >> && cat text"]

        """;

    private static void MakeRepository(string folder, params (string Name, string Text)[] files)
    {
        Directory.CreateDirectory(folder);
        Git(folder, "init", "-q", "-b", "main");
        foreach (var (name, text) in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, name))!);
            File.WriteAllText(Path.Combine(folder, name), text);
        }

        Git(folder, "add", "--all");
        Git(folder, "commit", "-qm", "the first");
    }

    /// <summary>Ordinary files, which a clone brings.</summary>
    private static void MakeBare(string folder)
    {
        Directory.CreateDirectory(Path.Combine(folder, "objects"));
        Directory.CreateDirectory(Path.Combine(folder, "refs"));
        Directory.CreateDirectory(Path.Combine(folder, ".circleci"));
        File.WriteAllText(Path.Combine(folder, ".circleci", "config.yml"), Config);
        File.WriteAllText(Path.Combine(folder, "HEAD"), "ref: refs/heads/main\n");
        File.WriteAllText(Path.Combine(folder, "objects", ".keep"), "");
        File.WriteAllText(Path.Combine(folder, "refs", ".keep"), "");
        File.WriteAllText(Path.Combine(folder, "config"), "[core]\n\tbare = false\n\tworktree = .\n");
    }

    private static void Commit(string folder, string file, string text)
    {
        File.WriteAllText(Path.Combine(folder, file), text);
        Git(folder, "add", file);
        Git(folder, "commit", "-qm", $"says {text.Trim()}");
    }

    private static void Run(string program, params string[] arguments) => Tool.Must(new ToolCall(program, arguments) { Environment = TrialGit.Surroundings });
}
