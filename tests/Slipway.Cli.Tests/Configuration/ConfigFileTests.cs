using System.Text;
using Slipway.Cli.ConfigFiles;
using Slipway.Cli.Exits;
using Slipway.Cli.Tests.Repository;

namespace Slipway.Cli.Tests.Configuration;

public sealed class ConfigFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_config_of_the_repository_is_found_from_a_folder_below()
    {
        _folder.Write(".circleci/config.yml", "version: 2.1\n");
        var below = Path.GetDirectoryName(_folder.Write("src/deep/file", ""))!;

        var source = ConfigFile.Read(null, below);

        Assert.Equal("../../.circleci/config.yml", source.File);
        Assert.Equal("version: 2.1\n", Encoding.UTF8.GetString(source.Content.Span));
    }

    [Fact]
    public void Without_a_config_above_the_way_out_is_named()
    {
        var failure = Assert.Throws<UsageException>(() => ConfigFile.Read(null, _folder.Path));

        Assert.Contains("or name the file: slipway run --config FILE", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_config_with_the_other_ending_is_noticed()
    {
        _folder.Write(".circleci/config.yaml", "version: 2.1\n");

        var failure = Assert.Throws<UsageException>(() => ConfigFile.Read(null, _folder.Path));

        Assert.Contains("there is .circleci/config.yaml", failure.Message, StringComparison.Ordinal);
        Assert.Contains("rename it", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_in_place_of_a_file_is_called_one()
    {
        Assert.Contains("it is a folder", Assert.Throws<UsageException>(() => ConfigFile.Read(".", _folder.Path)).Message, StringComparison.Ordinal);
    }
}
