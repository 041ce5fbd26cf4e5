using Slipway.Testing.Folders;
using Slipway.Testing.Programs;

namespace Slipway.Cli.Tests.Repository;

/// <summary>A repository whose files lead elsewhere, and beside it what must not be read.</summary>
internal sealed class HostileRepository : IDisposable
{
    public const string Secret = "s3cret-of-the-host";
    private readonly TestFolder _folder = new();

    /// <param name="withGit">False: as an unpacked archive, with a folder <c>.circleci</c> only.</param>
    public HostileRepository(bool withGit = true)
    {
        WriteOutside("secret", $"{Secret}: 1\n");
        WriteOutside("folder/secret", $"{Secret}: 1\n");
        Directory.CreateDirectory(Path.Combine(Root, withGit ? ".git" : ".circleci"));
    }

    public string Root => Path.Combine(_folder.Path, "repository");

    public string Outside => Path.Combine(_folder.Path, "outside");

    public string Write(string name, string content) => _folder.Write($"repository/{name}", content);

    public string WriteOutside(string name, string content) => _folder.Write($"outside/{name}", content);

    public void Link(string name, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(Root, name))!);
        File.CreateSymbolicLink(Path.Combine(Root, name), target);
    }

    public void Pipe(string name) => Tool.Must("mkfifo", Path.Combine(Root, name));

    public void Dispose() => _folder.Dispose();
}
