using Slipway.Agent.Tests.Serving;
using Slipway.Model.Wire;

namespace Slipway.Agent.Tests.Archives;

/// <summary>For honest trees it makes no difference who packs and who unpacks.</summary>
public sealed class Archives_of_GNU_tar : ArchiveTrials
{
    private const string List = "find . -mindepth 1 -printf '%P %y %m %U:%G %s %T@ %l %n\\n' | sed 's/ d \\([0-9]*\\) \\([^ ]*\\) [0-9]*/ d \\1 \\2/' | LC_ALL=C sort; find . -type f | LC_ALL=C sort | xargs -d '\\n' sha256sum";

    [Theory]
    [InlineData("gnu")]
    [InlineData("pax")]
    public async Task Are_unpacked_as_it_unpacks_them(string format)
    {
        MakeTree();
        Shell($"tar --format={format} -C tree -cf t.tar .; mkdir theirs; tar -xpf t.tar --numeric-owner -C theirs");
        await using var agent = await RunningAgent.StartAsync();
        await using var tar = System.IO.File.OpenRead($"{Root}/t.tar");
        await agent.Connection.UploadAsync(new UploadRequest { Directory = $"{Root}/ws", KeepOwners = true }, tar, RunningAgent.Token);
        Assert.Equal(Shell(List, $"{Root}/theirs"), Shell(List, $"{Root}/ws"));
    }

    [Fact]
    public async Task Have_what_ours_have()
    {
        MakeTree();
        await using var agent = await RunningAgent.StartAsync();
        await using (var tar = System.IO.File.Create($"{Root}/t.tar"))
        {
            await agent.Connection.DownloadAsync(new DownloadRequest { Directory = $"{Root}/tree", Paths = ["."] }, tar, RunningAgent.Token);
        }

        Shell("tar -xpf t.tar --numeric-owner -C ws");
        Assert.Equal(Shell(List, $"{Root}/tree"), Shell(List, $"{Root}/ws"));
    }

    private void MakeTree() => Shell($$"""
        mkdir tree && cd tree
        mkdir -p a/b/c "with blank" Case case {{new string('l', 120)}}/{{new string('m', 200)}} closed
        echo one >a/one; ln a/one a/b/same; ln -s ../one a/b/link; ln -s /nowhere a/dangling; ln -s b a/folder-link; mkfifo -m 640 a/pipe
        head -c 700000 /dev/urandom >a/b/c/big; : >empty; echo long >{{new string('l', 120)}}/{{new string('m', 200)}}/file; echo 1 >Case/x; echo 2 >case/x
        echo s >set; chmod 6755 set; chmod 1777 "with blank"; chmod 2755 Case; echo x >closed/x; chmod 444 closed/x; chmod 555 closed
        [ "$(id -u)" != 0 ] || chown 1234:4321 a/one set; [ "$(id -u)" != 0 ] || chmod 6755 set
        find . -exec touch -h -d '2001-02-03 04:05:06.123456789' {} +
        """);
}
