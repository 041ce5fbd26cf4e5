using Slipway.Cli.Running;
using Slipway.Config.PipelineValues;
using Slipway.Model.Assignments;

namespace Slipway.Cli.Tests.Running;

public sealed class ProjectReaderTests
{
    [Fact]
    public void A_key_has_the_whole_id_and_an_honest_name()
    {
        var project = Read("/w/app", "git@github.com:org/app.git");
        Assert.Equal($"app-{project.Id:N}", project.Key);
        Assert.Equal(("org", "app"), (project.Owner, project.Name));
        Assert.Equal(project.Key, Read("/elsewhere", "git@github.com:org/app.git").Key);
    }

    [Theory]
    [InlineData("/w/app", null, "/x/app", null)]
    [InlineData("/w/app", null, "/x/app", "/w/app")]
    [InlineData("/w/app", "../app.git", "/x/app", "../app.git")]
    [InlineData("/w/app", "app.git", "/x/app", "app.git")]
    [InlineData("/w/app", "https://github.com/org/app", "/w/app", "https://github.com/other/app")]
    public void Different_places_never_share_a_key(string folder, string? url, string otherFolder, string? otherUrl)
    {
        Assert.NotEqual(Read(folder, url).Key, Read(otherFolder, otherUrl).Key);
        Assert.NotEqual(Read(folder, url).Id, Read(otherFolder, otherUrl).Id);
    }

    [Theory]
    [InlineData("/w/app", "../app.git", "/w/other", "/w/app.git")]
    [InlineData("/w/app", "file:///srv/app.git", "/x", "/srv/app.git")]
    public void One_place_by_two_names_has_one_key(string folder, string url, string otherFolder, string otherUrl) =>
        Assert.Equal(Read(folder, url).Key, Read(otherFolder, otherUrl).Key);

    private static ProjectFacts Read(string folder, string? url) => ProjectReader.Read(folder, new GitFacts { RemoteUrl = url });
}
