using Slipway.Cli.Tests.Repository;
using Slipway.Testing.Folders;

namespace Slipway.Cli.Tests.Orbs;

public sealed class PackCommandTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_config_folder_is_printed_as_one_config()
    {
        _folder.Write("config.yml", "version: 2.1");
        _folder.Write("jobs/build.yml", "machine: true");
        _folder.Write(".git/x.yml", "hidden: true");

        var run = await ProgramRun.OfAsync("config", "pack", _folder.Path);

        Assert.Equal((0, "version: 2.1\njobs:\n  build:\n    machine: true\n", ""), (run.ExitCode, run.Output, run.Error));
    }

    [Fact]
    public async Task An_orb_folder_with_a_mistake_prints_where_it_is_and_nothing_else()
    {
        _folder.Write("commands/go.yml", "steps:\n  - run: <<include(scripts/gone.sh)>>\n");

        var run = await ProgramRun.OfAsync("orb", "pack", _folder.Path);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains("commands/go.yml:2:10: error SLW0703", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_a_usage_error()
    {
        var run = await ProgramRun.OfAsync("orb", "pack", Path.Combine(_folder.Path, "none"));

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("There is no folder", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_orb_is_processed_to_one_text_without_aliases()
    {
        var file = _folder.Write("orb.yml", "version: 2.1\ncommands:\n  a: &a\n    steps: [{run: <<include(x.sh)>>}]\n  b: *a\n");
        _folder.Write("x.sh", "echo hi\n");

        var run = await ProgramRun.OfAsync("orb", "process", file);

        Assert.Equal("", run.Error);
        Assert.Equal("version: 2.1\ncommands:\n  a:\n    steps:\n    - run: |\n        echo hi\n  b:\n    steps:\n    - run: |\n        echo hi\n", run.Output);
    }
}
