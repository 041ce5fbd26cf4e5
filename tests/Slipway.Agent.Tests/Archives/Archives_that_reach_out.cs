using Slipway.Agent.Tests.Serving;
using Slipway.Model.Archives;
using Slipway.Model.Wire;

namespace Slipway.Agent.Tests.Archives;

/// <summary>An archive of another job changes its folder and nothing else.</summary>
public sealed class Archives_that_reach_out : ArchiveTrials
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task By_a_hard_link_to_their_own_link(bool keepOwners) =>
        await RefusedAsync(keepOwners, Link("l", $"{Root}/outside"), HardLink("h", "l"), File("h/new"));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task By_a_folder_whose_place_a_link_takes(bool keepOwners)
    {
        Assert.Null(await HeldAsync(keepOwners, Folder("d", 0x1FF) with { User = 65534 }, Link("d", $"{Root}/outside/file")));
        Assert.Null(await HeldAsync(keepOwners, Folder("e", 0x1FF) with { User = 65534 }, Link("e", $"{Root}/outside/folder")));
    }

    [Fact]
    public async Task By_names_that_lead_up() => await RefusedAsync(false, File("a/../../new"));

    [Fact]
    public async Task By_a_link_in_the_middle_of_a_name() => await RefusedAsync(false, Folder("d"), Link("d/l", "../../outside"), Folder("d/l/new/deep"));

    [Fact]
    public async Task By_a_second_name_of_the_links_folder() => await RefusedAsync(false, Link("l", "../outside"), File("./l//new"));

    [Fact]
    public async Task By_hard_links_to_what_is_not_theirs()
    {
        Shell("echo own >ws/own");
        await RefusedAsync(false, HardLink("h", "../outside/file"));
        await RefusedAsync(false, HardLink("h", "own"), File("h", "new"));
        await RefusedAsync(true, Link("l", "../outside"), HardLink("h", "l/file"));
        await RefusedAsync(false, Folder("d"), HardLink("h", "d"));
        await RefusedAsync(false, Entry("p", TarEntry.Fifo, 0x1A4), HardLink("h", "p"));
        Assert.Equal("own\n", Shell("cat ws/own"));
    }

    [Fact]
    public async Task By_a_link_that_an_earlier_archive_brought()
    {
        await using var agent = await RunningAgent.StartAsync();
        var before = Outside();
        Assert.Null(await UnpackAsync(agent, false, Folder("in"), Link("out", "../outside"), Link("far", $"{Root}/outside"), Link("near", "in")));
        Shell("ln -s in ws/of-the-job");

        Assert.Equal(AgentFailureKind.BadArchive, (await UnpackAsync(agent, false, File("out/new")))?.Kind);
        Assert.Equal(AgentFailureKind.BadArchive, (await UnpackAsync(agent, false, File("far/folder/new")))?.Kind);
        Assert.Equal(AgentFailureKind.BadArchive, (await UnpackAsync(agent, true, File("far/new/deep/file")))?.Kind);
        Assert.Null(await UnpackAsync(agent, true, Folder("far", 0x1FF)));
        Assert.Equal(before, Outside());

        // What stays below the folder is no way out.
        Assert.Null(await UnpackAsync(agent, false, File("near/new", "content"), File("of-the-job/other")));
        Assert.Equal("new\nother\n", Shell("ls ws/in"));

        // Not even in two steps: a link of the job's own that leads through one that was brought.
        Shell("ln -s out/folder ws/through");
        Assert.Equal(AgentFailureKind.BadArchive, (await UnpackAsync(agent, false, File("through/new")))?.Kind);
        Assert.Equal(before, Outside());
    }

    [Fact]
    public async Task By_a_program_that_runs_as_somebody_else()
    {
        await using var agent = await RunningAgent.StartAsync();
        var own = uint.Parse(Shell("id -u").Trim(), System.Globalization.CultureInfo.InvariantCulture);
        Assert.Null(await UnpackAsync(agent, false, File("others", "x", 0xDED) with { User = own + 1000, Group = 99_999 }, File("own", "x", 0x9ED) with { User = own }));
        Assert.Equal("755 4755\n", Shell("echo $(stat -c %a ws/others ws/own)"));
    }

    [Fact]
    public async Task Kinds_take_each_others_place_in_any_order()
    {
        await using var agent = await RunningAgent.StartAsync();
        Assert.Null(await UnpackAsync(agent, false, Link("a", "../outside"), Folder("a"), File("a/x", "1"), File("b", "1"), Folder("b"), Link("c", "x"), File("c", "12"), Folder("d"), Link("d", "../outside/file"), File("d", "1")));
        Assert.Equal("a d\na/x f\nb d\nc f\nd f\n", Shell("cd ws; find * -printf '%p %y\\n' | LC_ALL=C sort"));
        Assert.NotNull(await UnpackAsync(agent, false, File("a", "a file where a folder with content is")));
        Assert.Equal("secret\n", Shell("cat outside/file"));
    }

    [Fact]
    public async Task Devices_are_left_out_and_sparse_files_refused()
    {
        await using var agent = await RunningAgent.StartAsync();
        Assert.Null(await UnpackAsync(agent, false, Entry("null", (byte)'3', 0x1FF), Entry("disk", (byte)'4', 0x1FF), File("after", "1")));
        Assert.Equal("after\n", Shell("ls ws"));
        Assert.Contains("sparse", (await UnpackAsync(agent, false, Entry("s", (byte)'S', 0x1FF)))?.Message, StringComparison.Ordinal);
    }

    private async Task RefusedAsync(bool keepOwners, params TarEntry[] entries) =>
        Assert.Equal(AgentFailureKind.BadArchive, (await HeldAsync(keepOwners, entries))?.Kind);

    private async Task<Execution.Agents.AgentException?> HeldAsync(bool keepOwners, params TarEntry[] entries)
    {
        await using var agent = await RunningAgent.StartAsync();
        var before = Outside();
        var refused = await UnpackAsync(agent, keepOwners, entries);
        Assert.Equal(before, Outside());
        return refused;
    }
}
