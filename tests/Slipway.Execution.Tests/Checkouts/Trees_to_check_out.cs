using System.Formats.Tar;
using Slipway.Execution.Checkouts;
using Slipway.Linux.Files;
using Slipway.Testing.Repositories;

namespace Slipway.Execution.Tests.Checkouts;

public sealed class Trees_to_check_out : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("slipway-tree").FullName;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Secrets_of_a_project_stay_behind_wherever_in_the_tree_it_lies(bool isRepository)
    {
        string[] secrets = [".slipway/env", "a/b/.slipway/env", "a/b/.slipway/contexts/org", "a/b/.slipway/ssh/github.com"];
        string[] others = ["a/b/.slipway/settings.json", "a/b/x.slipway/env", "a/b/env"];
        foreach (var file in (string[])[.. secrets, .. others])
        {
            Write(file);
        }

        if (isRepository)
        {
            Git("init", "-q");
        }

        using var listed = await WorkingTree.ListAsync(Path.Combine(_folder, isRepository ? "a/b" : ""), TestContext.Current.CancellationToken);
        Assert.Equal(others.Order(StringComparer.Ordinal), listed.All.Select(file => file.Name).Where(name => !name.EndsWith('/') && !name.StartsWith(".git/", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Locks_of_git_stay_behind()
    {
        Git("init", "-q");
        Write(".git/index.lock");
        Write("yarn.lock");
        using var listed = await WorkingTree.ListAsync(_folder, TestContext.Current.CancellationToken);
        Assert.Equal(["yarn.lock"], listed.All.Select(file => file.Name).Where(name => name.EndsWith(".lock", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_vanishes_after_it_was_listed_is_left_out()
    {
        Write("kept");
        using var folder = ConfinedFolder.TryOpen(_folder)!;
        List<CheckoutFile> files = [new(folder, "gone", "gone"), new(folder, "folder", "folder/"), new(folder, "folder/gone", "folder/gone"), new(folder, "kept", "kept")];
        await using var tar = CheckoutArchive.Open(files, TestContext.Current.CancellationToken);
        Assert.Equal(["kept"], (await UnpackAsync(tar)).Keys);
    }

    [Theory]
    [InlineData(2, "wo")]
    [InlineData(6, "words\0")]
    public async Task A_file_that_changes_its_size_has_the_one_that_was_announced(int announced, string expected)
    {
        using var tar = new MemoryStream();
        await using (var writer = new TarWriter(tar, TarEntryFormat.Pax, leaveOpen: true))
        {
            await using var words = new MemoryStream("words"u8.ToArray());
            await using var content = new AnnouncedContent(words, announced);
            await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, "file") { DataStream = content }, TestContext.Current.CancellationToken);
            await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, "next"), TestContext.Current.CancellationToken);
        }

        tar.Position = 0;
        var unpacked = await UnpackAsync(tar);
        Assert.Equal(expected, unpacked["file"]);
        Assert.Equal("", unpacked["next"]);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task<Dictionary<string, string>> UnpackAsync(Stream tar)
    {
        Dictionary<string, string> files = [];
        await using var reader = new TarReader(tar);
        while (await reader.GetNextEntryAsync(copyData: true, TestContext.Current.CancellationToken) is { } entry)
        {
            using var content = new StreamReader(entry.DataStream ?? Stream.Null);
            files[entry.Name] = await content.ReadToEndAsync(TestContext.Current.CancellationToken);
        }

        return files;
    }

    private void Write(string name)
    {
        var file = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, name);
    }

    private void Git(params string[] arguments) => TrialGit.Run(_folder, arguments);
}
