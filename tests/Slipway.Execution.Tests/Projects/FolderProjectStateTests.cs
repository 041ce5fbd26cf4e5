using Slipway.Execution.Projects;
using Slipway.Execution.State;
using Slipway.Model.Assignments;

namespace Slipway.Execution.Tests.Projects;

public sealed class FolderProjectStateTests : ProjectStateContract, IDisposable
{
    private readonly StateFolder _state = new(Directory.CreateTempSubdirectory("slipway-project-").FullName);

    [Fact]
    public async Task Times_that_a_crash_has_cut_off_are_nothing_and_are_filled_again()
    {
        var file = _state.Timings("one");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllTextAsync(file, """{"tests":[{"na""", TestContext.Current.CancellationToken);
        await Of("one", TrustScope.Trusted).KeepTimingsAsync([new("Class", "new", null, 1, "success", null)], TestContext.Current.CancellationToken);
        Assert.Equal("""{"tests":[{"classname":"Class","name":"new","run_time":1}]}""", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
    }

    public void Dispose() => Directory.Delete(_state.Path, recursive: true);

    protected override IProjectState Of(string project, TrustScope trust) => new FolderProjectState(_state, project, trust);
}
