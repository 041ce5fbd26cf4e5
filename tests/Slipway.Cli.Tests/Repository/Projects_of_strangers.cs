using Slipway.Cli.ConfigFiles;
using Slipway.Cli.Exits;
using Slipway.Cli.Running;
using Slipway.Cli.Settings;
using Slipway.Testing.Folders;
using Slipway.Testing.Programs;

namespace Slipway.Cli.Tests.Repository;

/// <summary>What lies above a project is used only where it is the project's, or the user's own.</summary>
public sealed class Projects_of_strangers : IDisposable
{
    private const string Stranger = "65534";
    private readonly TestFolder _folder = new();

    private string Project => Directory.CreateDirectory(Path.Combine(_folder.Path, "shared/project")).FullName;

    private string Below => Directory.CreateDirectory(Path.Combine(Project, "src/deep")).FullName;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Nothing_is_looked_for_above_the_repository()
    {
        WriteBoth("shared");
        Directory.CreateDirectory(Path.Combine(Project, ".git"));
        Assert.Contains("There is no .circleci/config.yml", Refused(() => ConfigFile.Read(null, Below)), StringComparison.Ordinal);
        Assert.Equal(Project, ProjectReader.FindFolder(Below));
        Assert.Null(JobSettingsFile.FindProject(Below));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void From_below_the_users_own_are_found(bool withGit)
    {
        WriteBoth("shared/project");
        if (withGit)
        {
            Directory.CreateDirectory(Path.Combine(Project, ".git"));
        }

        Assert.Equal("../../.circleci/config.yml", ConfigFile.Read(null, Below).File);
        Assert.Equal(Project, ProjectReader.FindFolder(Below));
        Assert.Equal(Project, JobSettingsFile.FindProject(Below));
    }

    [Theory]
    [InlineData("shared/.circleci/config.yml")]
    [InlineData("shared/.circleci shared/.circleci/config.yml")]
    [InlineData("shared")]
    [InlineData("shared shared/.git shared/.circleci shared/.circleci/config.yml")]
    [InlineData("shared/.git shared/.circleci/config.yml")]
    public void A_config_of_somebody_elses_is_refused_with_its_owner(string given)
    {
        WriteBoth("shared");
        Give(given);
        AssertRefused(() => ConfigFile.Read(null, Below));
    }

    [Theory]
    [InlineData("shared/.slipway/settings.json")]
    [InlineData("shared/.slipway shared/.slipway/settings.json")]
    [InlineData("shared/.git shared/.slipway/settings.json")]
    [InlineData("shared")]
    public void Settings_of_somebody_elses_are_refused_with_their_owner(string given)
    {
        WriteBoth("shared");
        Give(given);
        AssertRefused(() => JobSettingsFile.FindProject(Below));
        AssertRefused(() => JobSettingsFile.Load(Path.Combine(_folder.Path, "shared"), machineFile: null));
    }

    [Theory]
    [InlineData("shared/.circleci")]
    [InlineData("shared/.slipway")]
    [InlineData("shared")]
    public void A_folder_of_somebody_elses_is_no_project(string given)
    {
        WriteBoth("shared");
        Give(given);
        AssertRefused(() => ProjectReader.FindFolder(Below));
    }

    [Fact]
    public void A_link_of_somebody_elses_is_refused_wherever_it_leads()
    {
        WriteBoth("shared");
        Directory.Move(Path.Combine(_folder.Path, "shared/.circleci"), Path.Combine(_folder.Path, "shared/ci"));
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "shared/.circleci"), "ci");
        Assert.Equal("../../../.circleci/config.yml", ConfigFile.Read(null, Below).File);
        Give("shared/.circleci");
        AssertRefused(() => ConfigFile.Read(null, Below));
    }

    [Fact]
    public void In_a_repository_of_the_users_own_a_job_may_have_made_a_file()
    {
        WriteBoth("shared/project");
        Directory.CreateDirectory(Path.Combine(Project, ".git"));
        Give("shared/project/.circleci/config.yml shared/project/.slipway/settings.json");
        Assert.Equal("../../.circleci/config.yml", ConfigFile.Read(null, Below).File);
        Assert.Equal(Project, JobSettingsFile.FindProject(Below));
        JobSettingsFile.Load(Project, machineFile: null);
    }

    private void WriteBoth(string folder)
    {
        _folder.Write($"{folder}/.circleci/config.yml", "version: 2.1\n");
        _folder.Write($"{folder}/.slipway/settings.json", "{}");
    }

    /// <summary>Gives paths to a stranger; a <c>.git</c> is made for it.</summary>
    private void Give(string paths)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can give files away");
        foreach (var path in paths.Split(' ').Select(path => Path.Combine(_folder.Path, path)))
        {
            if (Path.GetFileName(path) == ".git")
            {
                Directory.CreateDirectory(path);
            }

            Tool.Must("chown", "-h", Stranger, path);
        }
    }

    private static void AssertRefused(Action use)
    {
        var message = Refused(use);
        Assert.Contains($"(user {Stranger}), and slipway runs as ", message, StringComparison.Ordinal);
        Assert.Contains("git init", message, StringComparison.Ordinal);
    }

    private static string Refused(Action use) => Assert.Throws<UsageException>(use).Message;
}
