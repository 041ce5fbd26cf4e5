using System.Text;
using Slipway.Cli.ConfigFiles;
using Slipway.Cli.Exits;
using Slipway.Cli.Tests.Repository;
using Slipway.Testing.Folders;

namespace Slipway.Cli.Tests.Configuration;

public sealed class ConfigFileTests : IDisposable
{
    private readonly TestFolder _folder = new();

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

    [Theory]
    [InlineData(true, "../ci/config.yml")]
    [InlineData(true, "shared.yml")]
    [InlineData(false, "../ci/config.yml")]
    public void A_link_that_stays_inside_the_repository_is_followed(bool withGit, string target)
    {
        using var repository = new HostileRepository(withGit);
        repository.Write("ci/config.yml", "version: 2.1\n");
        repository.Link(".circleci/shared.yml", "../ci/config.yml");
        repository.Link(".circleci/config.yml", target);
        var below = Directory.CreateDirectory(Path.Combine(repository.Root, "src")).FullName;
        Assert.Equal("version: 2.1\n", Encoding.UTF8.GetString(ConfigFile.Read(null, below).Content.Span));
        Assert.Equal("version: 2.1\n", Encoding.UTF8.GetString(ConfigFile.Read(".circleci/config.yml", repository.Root).Content.Span));
    }

    [Theory]
    [InlineData(true, ".circleci/config.yml", "../../outside/secret")]
    [InlineData(false, ".circleci/config.yml", "../../outside/secret")]
    [InlineData(true, ".circleci/config.yml", "/etc/passwd")]
    [InlineData(true, ".circleci/config.yml", "/dev/zero")]
    [InlineData(true, ".circleci/config.yml", "/proc/self/environ")]
    [InlineData(true, ".circleci/config.yml", "../.slipway/env")]
    [InlineData(true, ".circleci/config.yml", "../.slipway/contexts/org")]
    [InlineData(true, ".circleci/config.yml", "../.git/config")]
    [InlineData(true, ".circleci", "../outside")]
    [InlineData(true, ".circleci", ".git")]
    public void A_link_that_leads_out_or_to_secrets_is_refused_without_a_word_of_what_is_there(bool withGit, string link, string target)
    {
        using var repository = new HostileRepository(withGit);
        repository.WriteOutside("config.yml", HostileRepository.Secret);
        repository.Write(".slipway/env", HostileRepository.Secret);
        repository.Write(".slipway/contexts/org", HostileRepository.Secret);
        repository.Write(".git/config", HostileRepository.Secret);
        repository.Write(".git/config.yml", HostileRepository.Secret);
        if (link == ".circleci" && !withGit)
        {
            Directory.Delete(Path.Combine(repository.Root, link));
        }

        repository.Link(link, target);
        foreach (var file in (string?[])[null, ".circleci/config.yml", Path.Combine(repository.Root, ".circleci/config.yml")])
        {
            var refused = Assert.Throws<UsageException>(() => ConfigFile.Read(file, repository.Root)).Message;
            Assert.Contains("is a symbolic link", refused, StringComparison.Ordinal);
            Assert.Contains(link, refused, StringComparison.Ordinal);
            Assert.DoesNotContain(HostileRepository.Secret, refused, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_is_no_regular_file_or_too_large_is_refused_at_once()
    {
        using var repository = new HostileRepository(withGit: false);
        repository.Pipe(".circleci/config.yml");
        var reading = Task.Run(() => Assert.Throws<UsageException>(() => ConfigFile.Read(null, repository.Root)), TestContext.Current.CancellationToken);
        Assert.Contains("is no regular file", (await reading.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
        using (var huge = File.Create(repository.Write("huge.yml", "")))
        {
            huge.SetLength(1L << 40);
        }

        Assert.Contains("is larger than 64 MiB", Assert.Throws<UsageException>(() => ConfigFile.Read("huge.yml", repository.Root)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_user_names_outside_of_a_repository_may_be_a_link_or_endless()
    {
        var file = _folder.Write("elsewhere/real.yml", "version: 2.1\n");
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "named.yml"), file);
        using var repository = new HostileRepository();
        Assert.Equal("version: 2.1\n", Encoding.UTF8.GetString(ConfigFile.Read(Path.Combine(_folder.Path, "named.yml"), repository.Root).Content.Span));
        Assert.Contains("it has more than 64 MiB", Assert.Throws<UsageException>(() => ConfigFile.Read("/dev/zero", repository.Root)).Message, StringComparison.Ordinal);
    }
}
