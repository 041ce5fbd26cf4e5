using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using Slipway.Agent.Tests.Serving;
using Slipway.Execution.Agents;
using Slipway.Model.Wire;
using Slipway.Testing.Programs;

namespace Slipway.Agent.Tests.Archives;

public sealed class TransferTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("slipway-transfer-").FullName;

    // Not by the framework, which cannot delete names that are no text.
    public void Dispose() => Shell($"rm -rf {_folder} {_folder}.copy", "/");

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task A_tree_comes_back_as_it_was(int level)
    {
        var longName = new string('n', 180);
        Shell($$"""
            mkdir -p a/{{longName}}/deep empty; head -c 3000000 /dev/urandom > a/big; echo hi > a/{{longName}}/deep/file; : > zero
            ln -s big a/link; ln a/big a/hard; chmod 4751 a/big; chmod 700 a; mkfifo -m 640 pipe; touch -d '2001-02-03 04:05:06.123456789' zero a pipe
            printf 'x' > "$(printf 'odd\377name')"
            """);
        await using var agent = await RunningAgent.StartAsync();
        using var tar = new MemoryStream();
        var packed = await agent.Connection.DownloadAsync(
            new DownloadRequest { Directory = _folder, Paths = ["."], CompressionLevel = level }, tar, RunningAgent.Token);
        tar.Position = 0;
        var unpacked = await agent.Connection.UploadAsync(
            new UploadRequest { Directory = _folder + ".copy", Compressed = level > 0, KeepOwners = true }, tar, RunningAgent.Token);
        Assert.Equal(packed.Bytes, unpacked.Bytes);
        Assert.Equal(packed.Entries, unpacked.Entries);
        const string list = "find . -mindepth 1 -printf '%P %y %m %s %T@ %l %n\\n' | LC_ALL=C sort; find . -type f | LC_ALL=C sort | xargs -d '\\n' sha256sum";
        Assert.Equal(Shell(list), Shell(list, _folder + ".copy"));
    }

    [Fact]
    public async Task Our_tar_is_everybodys_tar()
    {
        Shell($"mkdir x; echo one > x/one; ln -s one x/two; echo long > x/{new string('l', 150)}");
        await using var agent = await RunningAgent.StartAsync();
        var tar = Path.Combine(_folder, "out.tar");
        await using (var file = File.Create(tar))
        {
            await agent.Connection.DownloadAsync(new DownloadRequest { Directory = _folder, Paths = ["x"] }, file, RunningAgent.Token);
        }

        Assert.Equal($"x/\nx/{new string('l', 150)}\nx/one\nx/two\n", Shell("tar tf out.tar"));
    }

    [Theory]
    [InlineData(".", "./\n./b/\n./b/c\n")]
    [InlineData("./b", "b/\nb/c\n")]
    public async Task A_pattern_may_begin_with_the_folder_itself(string pattern, string expected)
    {
        Shell("mkdir -p a/b; echo c >a/b/c; ln -s a link");
        await using var agent = await RunningAgent.StartAsync();
        await using (var file = File.Create(Path.Combine(_folder, "out.tar")))
        {
            var summary = await agent.Connection.DownloadAsync(
                new DownloadRequest { Directory = $"{_folder}/link", Paths = [pattern], Globs = true }, file, RunningAgent.Token);
            Assert.Empty(summary.Missing);
        }

        Assert.Equal(expected, Shell("tar tf out.tar"));
    }

    [Fact]
    public async Task Where_links_are_followed_there_are_files_and_no_circles()
    {
        Shell("""
            mkdir -p a/sub other; echo one >a/one; ln a/one a/two; ln -s one a/three; echo out >other/out; ln -s ../other a/folder
            ln -s .. a/sub/up; ln -s . a/self; ln -s nothing a/nowhere; ln -s /proc a/kernel; ln -s a link
            """);
        await using var agent = await RunningAgent.StartAsync();
        await using (var file = File.Create(Path.Combine(_folder, "out.tar")))
        {
            await agent.Connection.DownloadAsync(new DownloadRequest { Directory = $"{_folder}/link", Paths = ["."], FollowLinks = true }, file, RunningAgent.Token);
        }

        Shell("mkdir copy && tar xf out.tar -C copy");
        Assert.Equal("./folder/out\n./one\n./three\n./two\n", Shell("cd copy && find . -type f -links 1 | LC_ALL=C sort"));
        Assert.Equal("./kernel\n./nowhere\n./self\n./sub/up\n", Shell("cd copy && find . -type l | LC_ALL=C sort"));
        Assert.Equal("one\none\none\nout\n", Shell("cd copy && cat one two three folder/out"));
    }

    [Theory]
    [InlineData("a", "a/b")]
    [InlineData("a/b", "a", "./a/b/file")]
    [InlineData(".", "a/b")]
    public async Task Paths_within_each_other_come_back_once_with_their_hard_links(params string[] paths)
    {
        Shell("mkdir -p a/b; echo content >a/b/file; ln a/b/file a/b/same");
        await using var agent = await RunningAgent.StartAsync();
        using var tar = new MemoryStream();
        await agent.Connection.DownloadAsync(new DownloadRequest { Directory = _folder, Paths = paths }, tar, RunningAgent.Token);
        tar.Position = 0;
        await agent.Connection.UploadAsync(new UploadRequest { Directory = _folder + ".copy" }, tar, RunningAgent.Token);
        Assert.Equal("content\n2\n", Shell("cat a/b/file; stat -c %h a/b/same", _folder + ".copy"));
    }

    [Fact]
    public async Task A_hard_link_to_itself_of_an_older_archive_does_no_harm()
    {
        await using var agent = await RunningAgent.StartAsync();
        using var tar = new MemoryStream();
        await using (var writer = new TarWriter(tar, leaveOpen: true))
        {
            await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, "./file") { DataStream = new MemoryStream("content"u8.ToArray()) }, RunningAgent.Token);
            await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.HardLink, "file") { LinkName = "./file" }, RunningAgent.Token);
        }

        tar.Position = 0;
        await agent.Connection.UploadAsync(new UploadRequest { Directory = _folder }, tar, RunningAgent.Token);
        Assert.Equal("content", await File.ReadAllTextAsync($"{_folder}/file", RunningAgent.Token));
    }

    [Fact]
    public async Task A_file_may_be_larger_than_any_frame()
    {
        await using var agent = await RunningAgent.StartAsync();
        var content = new byte[FrameHeader.MaximumLength + 12345];
        new Random(1).NextBytes(content);
        await agent.Connection.WriteFileAsync($"{_folder}/large", new MemoryStream(content), RunningAgent.Token);
        Assert.Equal(content, await File.ReadAllBytesAsync($"{_folder}/large", RunningAgent.Token));
    }

    [Fact]
    public async Task Missing_paths_are_named()
    {
        await using var agent = await RunningAgent.StartAsync();
        var summary = await agent.Connection.DownloadAsync(
            new DownloadRequest { Directory = _folder, Paths = ["nothing", "*.none"] }, Stream.Null, RunningAgent.Token);
        Assert.Equal(["nothing", "*.none"], summary.Missing);
    }

    [Fact]
    public async Task An_archive_cannot_leave_its_folder()
    {
        await using var agent = await RunningAgent.StartAsync();
        await RefusedAsync(agent, new PaxTarEntry(TarEntryType.RegularFile, "../outside"));
        await RefusedAsync(
            agent,
            new PaxTarEntry(TarEntryType.SymbolicLink, "way") { LinkName = "/tmp" },
            new PaxTarEntry(TarEntryType.RegularFile, "way/out"));
        Assert.False(File.Exists("/tmp/out"));
    }

    [Fact]
    public async Task Links_of_the_container_lead_where_they_did_but_a_file_takes_the_place_of_one()
    {
        await using var agent = await RunningAgent.StartAsync();
        Shell($"mkdir -p {_folder}.copy/real {_folder}/below; echo kept >{_folder}.copy/real/kept; ln -s {_folder}.copy/real {_folder}/folder; ln -s {_folder}.copy/real/kept {_folder}/below/file", "/");
        using var tar = new MemoryStream();
        await using (var writer = new TarWriter(tar, leaveOpen: true))
        {
            await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.Directory, "folder/"), RunningAgent.Token);
            await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, "folder/new") { DataStream = new MemoryStream("new"u8.ToArray()) }, RunningAgent.Token);
            await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, "below/file") { DataStream = new MemoryStream("new"u8.ToArray()) }, RunningAgent.Token);
        }

        tar.Position = 0;
        await agent.Connection.UploadAsync(new UploadRequest { Directory = _folder }, tar, RunningAgent.Token);

        Assert.Equal("new", await File.ReadAllTextAsync($"{_folder}.copy/real/new", RunningAgent.Token));
        Assert.Equal("new", await File.ReadAllTextAsync($"{_folder}/below/file", RunningAgent.Token));
        Assert.Equal("kept\n", await File.ReadAllTextAsync($"{_folder}.copy/real/kept", RunningAgent.Token));
    }

    [Theory]
    [InlineData("--no-check -19")]
    [InlineData("--no-check -1 --single-thread")]
    [InlineData("--check -3")]
    public async Task A_compressed_archive_of_any_kind_is_read_to_its_last_byte(string options)
    {
        await using var agent = await RunningAgent.StartAsync();
        Shell($"mkdir -p {_folder}/in; head -c 5000000 /dev/zero >{_folder}/in/zeros; seq 300000 >{_folder}/in/numbers; tar -cf - in | zstd -q {options} >{_folder}/archive", _folder);
        await using var archive = File.OpenRead($"{_folder}/archive");

        var summary = await agent.Connection.UploadAsync(new UploadRequest { Directory = $"{_folder}/out", Compressed = true }, archive, RunningAgent.Token);

        Assert.Equal(3, summary.Entries);
        Shell($"diff -r {_folder}/in {_folder}/out/in", "/");
    }

    [Fact]
    public async Task A_small_archive_that_unpacks_to_much_is_refused_before_the_file_that_is_too_much()
    {
        await using var agent = await RunningAgent.StartAsync();
        Shell($"mkdir -p {_folder}/in; head -c 3000 /dev/zero >{_folder}/in/a; head -c 3000 /dev/zero >{_folder}/in/b; tar -C {_folder}/in -cf - a b | zstd -q >{_folder}/archive", _folder);
        foreach (var (most, folder) in (IEnumerable<(long, string)>)[(6000, "whole"), (5999, "cut")])
        {
            await using var archive = File.OpenRead($"{_folder}/archive");
            var request = new UploadRequest { Directory = $"{_folder}/{folder}", Compressed = true, MostBytes = most };
            var failure = await Record.ExceptionAsync(() => agent.Connection.UploadAsync(request, archive, RunningAgent.Token));
            Assert.Equal(most < 6000 ? AgentFailureKind.BadArchive : null, (failure as AgentException)?.Kind);
        }

        Assert.True(File.Exists($"{_folder}/whole/b"));
        Assert.False(File.Exists($"{_folder}/cut/b"));
    }

    [Fact]
    public async Task A_damaged_archive_is_refused()
    {
        await using var agent = await RunningAgent.StartAsync();
        var failure = await Assert.ThrowsAsync<AgentException>(() => agent.Connection.UploadAsync(
            new UploadRequest { Directory = _folder, Compressed = true },
            new MemoryStream(Encoding.ASCII.GetBytes(new string('?', 3_000_000))),
            RunningAgent.Token));
        Assert.Equal(AgentFailureKind.BadArchive, failure.Kind);
    }

    [Fact]
    public async Task Small_files_are_written_read_and_hashed()
    {
        await using var agent = await RunningAgent.StartAsync();
        var path = Path.Combine(_folder, "new/file");
        await agent.Connection.WriteFileAsync(new WriteFileRequest { Path = path, Content = "abc"u8.ToArray(), Mode = 0x180 }, RunningAgent.Token);
        var facts = await agent.Connection.StatAsync(new PathRequest(_folder, "new/file"), RunningAgent.Token);
        Assert.Equal(new PathFacts(path, PathKind.File, 3, 0x180), facts);
        Assert.Equal("abc"u8.ToArray(), await agent.Connection.ReadFileAsync(new PathRequest(_folder, "new/file"), RunningAgent.Token));
        Assert.Equal(
            SHA256.HashData("abc"u8),
            await agent.Connection.ChecksumAsync(new PathRequest("/", path), RunningAgent.Token));
    }

    /// <summary>The runner reads them piece by piece.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(FrameBounds.FilePiece)]
    [InlineData((5 * FrameBounds.FilePiece) + 7)]
    public async Task Files_of_any_size_are_hashed(int length)
    {
        await using var agent = await RunningAgent.StartAsync();
        var content = new byte[length];
        new Random(length).NextBytes(content);
        await File.WriteAllBytesAsync(Path.Combine(_folder, "large"), content, RunningAgent.Token);
        Assert.Equal(SHA256.HashData(content), await agent.Connection.ChecksumAsync(new PathRequest(_folder, "large"), RunningAgent.Token));
    }

    private async Task RefusedAsync(RunningAgent agent, params PaxTarEntry[] entries)
    {
        using var tar = new MemoryStream();
        await using (var writer = new TarWriter(tar, leaveOpen: true))
        {
            foreach (var entry in entries)
            {
                await writer.WriteEntryAsync(entry, RunningAgent.Token);
            }
        }

        tar.Position = 0;
        var failure = await Assert.ThrowsAsync<AgentException>(
            () => agent.Connection.UploadAsync(new UploadRequest { Directory = _folder }, tar, RunningAgent.Token));
        Assert.Equal(AgentFailureKind.BadArchive, failure.Kind);
    }

    private string Shell(string script, string? folder = null) => Tool.Shell(folder ?? _folder, script);
}
