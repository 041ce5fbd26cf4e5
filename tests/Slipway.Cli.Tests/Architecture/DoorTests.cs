using System.Text.RegularExpressions;
using Slipway.Testing.Folders;

namespace Slipway.Cli.Tests.Architecture;

/// <summary>
/// Files that a repository has made are opened by ConfinedFolder and in no other way. The framework's own calls, which follow links, are used in the folders and
/// files below and nowhere else; each has its reason, and one that has none of them left is taken off the list.
/// </summary>
public sealed partial class DoorTests
{
    private const string State = "Slipway's own state, in a folder of the user who runs it";

    private static readonly Dictionary<string, string> MayOpen = new()
    {
        ["Slipway.Execution/Blobs"] = State,
        ["Slipway.Execution/Caches"] = State,
        ["Slipway.Execution/Continuations/PipelineContinuation.cs"] = State,
        ["Slipway.Execution/Events"] = State,
        ["Slipway.Execution/Logs"] = State,
        ["Slipway.Execution/Projects"] = State,
        ["Slipway.Execution/Reaping"] = State,
        ["Slipway.Execution/Runs"] = State,
        ["Slipway.Execution/State"] = State,
        ["Slipway.Execution/TestResults"] = State,
        ["Slipway.Cli/Runs"] = State,
        ["Slipway.Cli/Servers"] = State,
        ["Slipway.Runner/Hosting"] = State,
        ["Slipway.Runner/Journals"] = State,
        ["Slipway.Runner/Work"] = State,
        ["Slipway.Server/Content"] = State,
        ["Slipway.Server/Hosting"] = State,
        ["Slipway.Server/Journals"] = State,
        ["Slipway.Server/Secrets"] = State,
        ["Slipway.Server/Storage"] = State,
        ["Slipway.Cli/Running/RunSession.cs"] = State,
        ["Slipway.Cli/Running/JobSession.cs"] = State,
        ["Slipway.Cli/Orbs/OrbCache.cs"] = "the user's cache",
        ["Slipway.Execution/Daemons"] = "the kernel's files",
        ["Slipway.Execution/Limits"] = "the kernel's files",
        ["Slipway.Execution/Networks"] = "the kernel's files, and a lock in /run",
        ["Slipway.Execution/Images/RegistryLogins.cs"] = "the user's logins at registries",
        ["Slipway.Execution/JobSpaces/AgentProgram.cs"] = "a program of the installation",
        ["Slipway.Execution/RemoteDocker/BuilderFiles.cs"] = "files that the machine's settings name",
        ["Slipway.Execution/SshAgents/HostSshAgent.cs"] = "a folder that it has made for its own program",
        ["Slipway.Cli/Settings/JobSettingsFile.cs"] = "the machine's settings; a project's go through the door",
        ["Slipway.Cli/Shells/ContainerShell.cs"] = "standard input, which is open already",
        ["Slipway.Cli/Repositories/NamedFile.cs"] = "what the user names outside of any repository",
    };

    /// <summary>Whether something is there decides where is looked; nothing of it is read.</summary>
    private static readonly Dictionary<string, string> MayAskWhetherItIsThere = new()
    {
        ["Slipway.Cli/Configuration/PipelineParameterReader.cs"] = "name=value or a file",
        ["Slipway.Cli/Repositories/ProjectSearch.cs"] = "what a link of a project leads to",
        ["Slipway.Cli/Repositories/RepositoryRoot.cs"] = "the root of a repository",
    };

    [Fact]
    public void Nothing_that_follows_links_opens_files_but_where_they_are_slipways_or_the_users_own()
    {
        var others = Sources().Where(file => Opening().IsMatch(Read(file)) && !IsListed(MayOpen, file)).ToList();
        Assert.True(others.Count == 0, $"Open by ConfinedFolder what a repository, a job or an engine may have made, or say here whose it is: {string.Join(", ", others)}");
    }

    [Fact]
    public void Nothing_else_asks_whether_a_file_is_there()
    {
        var others = Sources().Where(file => Asking().IsMatch(Read(file)) && !IsListed(MayOpen, file) && !IsListed(MayAskWhetherItIsThere, file)).ToList();
        Assert.True(others.Count == 0, $"Ask by ConfinedFolder.Look, or say here why this may be a link: {string.Join(", ", others)}");
    }

    [Fact]
    public void No_entry_is_left_that_nothing_needs()
    {
        Assert.All(MayOpen.Keys, entry => Assert.Contains(Sources(), file => IsOf(entry, file) && Opening().IsMatch(Read(file))));
        Assert.All(MayAskWhetherItIsThere.Keys, entry => Assert.Contains(Sources(), file => IsOf(entry, file) && Asking().IsMatch(Read(file))));
    }

    [Theory]
    [InlineData("var text = File.ReadAllText(path);")]
    [InlineData("using var file = new FileStream(path, FileMode.Open);")]
    [InlineData("foreach (var file in Directory.EnumerateFiles(folder))")]
    [InlineData("new DirectoryInfo(folder).GetFiles()")]
    [InlineData("using var reader = new StreamReader(path);")]
    [InlineData("System.IO.File.OpenRead(path)")]
    [InlineData("await File.WriteAllTextAsync(path, text)")]
    [InlineData("File.Move(half, path)")]
    [InlineData("XmlReader.Create(path)")]
    [InlineData("TarFile.ExtractToDirectory(archive, path, true)")]
    public void The_test_would_notice_a_way_round_the_door(string line) => Assert.Matches(Opening(), line);

    private static IEnumerable<string> Sources() =>
        ((string[])["src/Slipway.Cli", "src/Slipway.Execution", "src/Slipway.Runner", "src/Slipway.Server"]).SelectMany(Checkout.SourceFiles).Select(file => file["src/".Length..]);

    private static bool IsListed(Dictionary<string, string> list, string file) => list.Keys.Any(entry => IsOf(entry, file));

    private static bool IsOf(string entry, string file) => file == entry || file.StartsWith(entry + '/', StringComparison.Ordinal);

    private static string Read(string file) => File.ReadAllText(Checkout.PathOf("src", file));

    /// <summary>A reader of a stream is none of a file; a stream's variable is called by what it is.</summary>
    [GeneratedRegex(@"\bFile\.(?!Exists)[A-Z]\w+\(|\bDirectory\.(?!Exists|GetCurrentDirectory)[A-Z]\w+\(|\bnew (FileStream|FileInfo|DirectoryInfo|FileSystemWatcher)\(|\bnew Stream(Reader|Writer)\((?!new MemoryStream|\w*[sS]tream\b|content\b|input\b)|\bXmlReader\.Create\((?!\w*[sS]tream\b|content\b|xml\b|\w*[rR]eader\b)|\b(TarFile|ZipFile)\.|\bReadLinkTarget|ResolveLinkTarget")]
    private static partial Regex Opening();

    [GeneratedRegex(@"\b(File|Directory|Path)\.Exists\(")]
    private static partial Regex Asking();
}
