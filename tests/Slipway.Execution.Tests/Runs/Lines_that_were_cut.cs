using Slipway.Execution.Blobs;
using Slipway.Execution.State;
using Slipway.Execution.Workspaces;
using Slipway.Model.Events;

namespace Slipway.Execution.Tests.Runs;

/// <summary>A run that died while it wrote must not break the runs after it, which read what all runs keep.</summary>
public sealed class Lines_that_were_cut : IDisposable
{
    private readonly RunFolder _folder = new("1", Directory.CreateTempSubdirectory("slipway-lines-").FullName);

    [Theory]
    [InlineData("{\"job\":{\"workfl")]
    [InlineData("{\"Job\":{\"Workflow\":\"main\",\"Job\":\"job\",\"Node\":0}")]
    public async Task Are_left_out_of_the_spaces_that_were_kept(string cut)
    {
        await File.WriteAllTextAsync(_folder.Kept, cut, TestContext.Current.CancellationToken);
        var kept = new KeptSpace(new JobRef("main", "job"), "space", "container", "/", new Dictionary<string, string>());
        await _folder.KeptSpaces.AddAsync(kept, TestContext.Current.CancellationToken);
        Assert.Equal("space", Assert.Single(_folder.KeptSpaces.Read()).Space);
    }

    [Fact]
    public void Are_left_out_of_workspaces()
    {
        var file = _folder.Workspace;
        File.WriteAllText(file, """{"workflow":"main","content":{"hash":"a"}""");
        new WorkspaceFile(file).Add(new WorkspaceLayer("main", "job", 0, new Blob("b", 1), DateTimeOffset.UnixEpoch));
        Assert.Equal("b", Assert.Single(WorkspaceFile.Read(file)).Content.Hash);
    }

    [Fact]
    public async Task Hold_secrets_where_a_space_was_kept_and_only_their_owner_reads_them()
    {
        await _folder.KeptSpaces.AddAsync(new KeptSpace(new JobRef("main", "job"), "space", "container", "/", new Dictionary<string, string>()), TestContext.Current.CancellationToken);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder.Kept));
    }

    public void Dispose() => Directory.Delete(_folder.Path, recursive: true);
}
