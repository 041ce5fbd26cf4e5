using System.Text.Json;
using Slipway.Cli.Tests.Repository;
using Slipway.Testing.Folders;

namespace Slipway.Cli.Tests.Configuration;

public sealed class ConfigValidateCommandTests : IDisposable
{
    private const string Valid =
        """
        version: 2.1
        jobs:
          build:
            docker: [{image: "slipway/base:bookworm"}]
            steps: [checkout]
        """;

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_valid_config_is_called_so_and_ends_with_0()
    {
        var run = await ProgramRun.OfAsync("config", "validate", _folder.Write("config.yml", Valid));

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("config.yml is valid: ", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_invalid_config_ends_with_2_and_shows_the_place()
    {
        var run = await ProgramRun.OfAsync("config", "validate", _folder.Write("config.yml", "jobs: [\n"));

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("config.yml:2:1: error SLW0001", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("json")]
    [InlineData("sarif")]
    public async Task A_format_for_programs_is_the_whole_of_the_output(string format)
    {
        var run = await ProgramRun.OfAsync("config", "validate", "--format", format, _folder.Write("config.yml", "jobs: [\n"));

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("SLW0001", JsonDocument.Parse(run.Output).RootElement.GetRawText(), StringComparison.Ordinal);
        Assert.Equal("", run.Error);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_said_in_one_line()
    {
        var run = await ProgramRun.OfAsync("config", "validate", Path.Combine(_folder.Path, "none.yml"));

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("none.yml cannot be read", run.Error, StringComparison.Ordinal);
        Assert.Equal(1, run.Error.Count(letter => letter == '\n'));
    }

    [Fact]
    public async Task A_word_that_is_no_command_is_answered_with_where_help_is()
    {
        var run = await ProgramRun.OfAsync("config", "validat");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("validate", run.Error + run.Output, StringComparison.Ordinal);
        Assert.Contains("'slipway config --help'", run.Error, StringComparison.Ordinal);
    }
}
