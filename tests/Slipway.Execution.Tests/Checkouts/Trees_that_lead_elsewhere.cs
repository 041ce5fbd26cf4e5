using System.Formats.Tar;
using System.Runtime.InteropServices;
using Slipway.Execution.Checkouts;
using Slipway.Testing.Programs;

namespace Slipway.Execution.Tests.Checkouts;

/// <summary>A working tree whose links, folders and special files lead out of it: the archive has links as links and nothing of what lies outside.</summary>
public sealed partial class Trees_that_lead_elsewhere : IDisposable
{
    private const string Secret = "a secret of the host";
    private const int CurrentFolder = -100;
    private const uint Exchange = 2;
    private readonly string _place = Directory.CreateTempSubdirectory("slipway-tree-").FullName;

    public Trees_that_lead_elsewhere()
    {
        Write("tree/honest", "honest");
        Write("outside/file", Secret);
        Write("outside/.git/HEAD", Secret);
        Write("outside/deep/file", Secret);
    }

    private string Tree => Path.Combine(_place, "tree");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Links_are_sent_as_links_wherever_they_lead(bool isRepository)
    {
        Dictionary<string, string> links = new()
        {
            ["absolute"] = Path.Combine(_place, "outside/file"),
            ["relative"] = "../outside/file",
            ["folder"] = "../outside",
            ["dangling"] = "../none",
            ["endless"] = "/dev/zero",
            ["inside"] = "honest",
            ["below/middle"] = "../../outside/deep",
        };
        foreach (var (name, target) in links)
        {
            Link(name, target);
        }

        MakeRepository(isRepository);
        var sent = await SendAsync();
        Assert.Equal(links.OrderBy(link => link.Key, StringComparer.Ordinal), sent.Links.OrderBy(link => link.Key, StringComparer.Ordinal));
        Assert.Equal("honest", sent.Files["honest"]);
        Assert.DoesNotContain(Secret, sent.Files.Values);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Pipes_and_devices_stay_behind_and_nobody_waits_for_them(bool isRepository)
    {
        Tool.Must("mkfifo", Path.Combine(Tree, "pipe"));
        if (Environment.IsPrivilegedProcess)
        {
            Tool.Must("mknod", Path.Combine(Tree, "device"), "c", "1", "5");
        }

        MakeRepository(isRepository);
        var sent = await SendAsync().WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.Equal(["honest"], sent.Files.Keys.Where(name => !name.StartsWith(".git/", StringComparison.Ordinal)));
    }

    /// <summary>An archive may bring an index that names files of a folder, and a link in the folder's place.</summary>
    [Theory]
    [InlineData("folder")]
    [InlineData("folder/deep")]
    public async Task Files_that_the_index_names_behind_a_link_are_not_there(string folder)
    {
        Write($"tree/{folder}/file", "honest");
        MakeRepository(true);
        Directory.Delete(Path.Combine(Tree, folder), recursive: true);
        Link(folder, Path.Combine(_place, "outside"));
        var sent = await SendAsync();
        Assert.DoesNotContain(Secret, sent.Files.Values);
        Assert.Contains(folder, sent.Links.Keys);
    }

    /// <summary>A submodule's folder is a link to another repository of this machine.</summary>
    [Fact]
    public async Task A_link_in_the_place_of_a_submodule_or_nested_repository_is_a_link()
    {
        Write("tree/nested/file", "honest");
        Tool.Must("git", "init", "-q", Path.Combine(Tree, "nested"));
        Tool.Must("git", "-C", Path.Combine(Tree, "nested"), "-c", "user.name=test", "-c", "user.email=test@example.com", "commit", "-q", "--allow-empty", "-m", "one");
        MakeRepository(true);
        Directory.Delete(Path.Combine(Tree, "nested"), recursive: true);
        Link("nested", Path.Combine(_place, "outside"));
        var sent = await SendAsync();
        Assert.DoesNotContain(Secret, sent.Files.Values);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_folder_that_a_link_replaces_after_it_was_listed_leads_nowhere(bool isRepository)
    {
        Write("tree/deep/file", "honest");
        Write("tree/file", "honest");
        MakeRepository(isRepository);
        using var listed = await WorkingTree.ListAsync(Tree, TestContext.Current.CancellationToken);
        Directory.Delete(Path.Combine(Tree, "deep"), recursive: true);
        Link("deep", Path.Combine(_place, "outside/deep"));
        File.Delete(Path.Combine(Tree, "file"));
        Link("file", Path.Combine(_place, "outside/file"));
        await using var tar = CheckoutArchive.Open(listed.All, TestContext.Current.CancellationToken);
        var sent = await UnpackAsync(tar);
        Assert.DoesNotContain(Secret, sent.Files.Values);
        Assert.Equal("honest", sent.Files["honest"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_folder_that_changes_places_with_a_link_all_the_time_leads_nowhere(bool isRepository)
    {
        const int Checkouts = 40;
        Write("tree/deep/file", "honest");
        MakeRepository(isRepository);
        Link("link", Path.Combine(_place, "outside/deep"));
        using var end = new CancellationTokenSource();
        var swaps = Task.Run(() => SwapUntil(end.Token), TestContext.Current.CancellationToken);
        for (var i = 0; i < Checkouts; i++)
        {
            Assert.DoesNotContain(Secret, (await SendAsync()).Files.Values);
        }

        await end.CancelAsync();
        Assert.True(await swaps > 0);
    }

    public void Dispose() => Directory.Delete(_place, recursive: true);

    private async Task<(Dictionary<string, string> Files, Dictionary<string, string> Links)> SendAsync()
    {
        using var listed = await WorkingTree.ListAsync(Tree, TestContext.Current.CancellationToken);
        await using var tar = CheckoutArchive.Open(listed.All, TestContext.Current.CancellationToken);
        return await UnpackAsync(tar);
    }

    private static async Task<(Dictionary<string, string> Files, Dictionary<string, string> Links)> UnpackAsync(Stream tar)
    {
        Dictionary<string, string> files = [], links = [];
        await using var reader = new TarReader(tar);
        while (await reader.GetNextEntryAsync(copyData: true, TestContext.Current.CancellationToken) is { } entry)
        {
            if (entry.EntryType == TarEntryType.SymbolicLink)
            {
                links[entry.Name] = entry.LinkName;
            }
            else if (entry.EntryType == TarEntryType.RegularFile)
            {
                using var content = new StreamReader(entry.DataStream ?? Stream.Null);
                files[entry.Name] = await content.ReadToEndAsync(TestContext.Current.CancellationToken);
            }
        }

        return (files, links);
    }

    private int SwapUntil(CancellationToken end)
    {
        var swaps = 0;
        do
        {
            Assert.Equal(0, Rename(CurrentFolder, Path.Combine(Tree, "deep"), CurrentFolder, Path.Combine(Tree, "link"), Exchange));
            swaps++;
        }
        while (!end.IsCancellationRequested);
        return swaps;
    }

    private void MakeRepository(bool isOne)
    {
        if (isOne)
        {
            Tool.Must("git", "init", "-q", Tree);
            Tool.Must("git", "-C", Tree, "-c", "advice.addEmbeddedRepo=false", "add", "--ignore-errors", "honest", ".");
        }
    }

    private void Write(string name, string content)
    {
        var file = Path.Combine(_place, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, content);
    }

    private void Link(string name, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(Tree, name))!);
        File.CreateSymbolicLink(Path.Combine(Tree, name), target);
    }

    [LibraryImport("libc", EntryPoint = "renameat2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Rename(int folder, string name, int newFolder, string newName, uint flags);
}
