using Slipway.Config.Expressions;
using Slipway.Config.PipelineValues;

namespace Slipway.Config.Tests.PipelineValues;

public sealed class Pipeline_values
{
    [Fact]
    public void Every_listed_name_has_a_type_and_a_default_of_that_type()
    {
        Assert.Equal(PipelineValueCatalogue.Names().Count, PipelineValueCatalogue.Names().Distinct().Count());
        Assert.All(PipelineValueCatalogue.Names(), name =>
        {
            var expected = PipelineValueCatalogue.TypeOf(name) switch
            {
                PipelineValueType.Integer => typeof(ExpressionValue.Number),
                PipelineValueType.Boolean => typeof(ExpressionValue.Boolean),
                PipelineValueType.Text => typeof(ExpressionValue.Text),
                _ => typeof(void),
            };
            Assert.IsType(expected, PipelineValueSet.Defaults.Find(name)!);
        });
    }

    [Theory]
    [InlineData("pipeline.nonsense")]
    [InlineData("pipeline.git")]
    [InlineData("pipeline.trigger_parameters.")]
    [InlineData("")]
    public void An_unknown_name_has_no_value(string name) => Assert.Null(PipelineValueSet.Defaults.Find(name));

    [Fact]
    public void A_push_to_a_branch_fills_in_what_git_knows()
    {
        var values = PipelineValueSet.FromGit(
            new GitFacts
            {
                Branch = "main",
                BranchIsDefault = true,
                Revision = "0123abc",
                RemoteUrl = "git@github.com:acme/boat.git",
                CommitSubject = "Mend the hull",
                AuthorName = "Ada",
            },
            number: 42);

        Assert.Equal("main", Text("pipeline.git.branch"));
        Assert.Equal("true", Text("pipeline.git.branch.is_default"));
        Assert.Equal("", Text("pipeline.git.tag"));
        Assert.Equal("42", Text("pipeline.number"));
        Assert.Equal("0123abc", Text("pipeline.git.base_revision"));
        Assert.Equal("https://github.com/acme/boat", Text("pipeline.project.git_url"));
        Assert.Equal("gh/acme/boat", Text("pipeline.project.slug"));
        Assert.Equal("acme", Text("pipeline.git.repo_owner"));
        Assert.Equal("Mend the hull", Text("pipeline.git.commit.subject"));
        Assert.Equal("refs/heads/main", Text("pipeline.event.github.ref"));

        string Text(string name) => values.Find(name)!.AsText();
    }

    [Fact]
    public void What_is_not_set_is_empty_in_a_text_and_null_in_an_expression()
    {
        var values = PipelineValueSet.FromGit(new GitFacts { Tag = "v1" });

        Assert.Equal(ExpressionValue.Of(""), values.Find("pipeline.git.branch"));
        Assert.IsType<ExpressionValue.Null>(values.FindInExpression("pipeline.git.branch"));
        Assert.Equal(ExpressionValue.Of("v1"), values.FindInExpression("pipeline.git.tag"));
        Assert.Null(values.FindInExpression("pipeline.git.branches"));
    }

    [Theory]
    [InlineData("pipeline.git.branch", "main")]
    [InlineData("pipeline.git.revision", "0123456789abcdef0123456789abcdef01234567")]
    [InlineData("pipeline.project.type", "github")]
    [InlineData("pipeline.project.slug", "gh/example/project")]
    [InlineData("pipeline.git.tag", "")]
    [InlineData("pipeline.event.github.pull_request.title", "")]
    public void Where_there_is_no_repository_a_config_is_validated_for_a_push_that_could_be(string name, string expected) =>
        Assert.Equal(expected, PipelineValueSet.ForValidation(new GitFacts()).Find(name)!.AsText());

    [Fact]
    public void A_repository_without_a_branch_or_a_known_remote_is_validated_with_what_it_has()
    {
        var values = PipelineValueSet.ForValidation(new GitFacts { Revision = "0123abc", RemoteUrl = "git@git.example.org:o/n" });

        Assert.IsType<ExpressionValue.Null>(values.FindInExpression("pipeline.git.branch"));
        Assert.Equal(ExpressionValue.Of("0123abc"), values.Find("pipeline.git.revision"));
        Assert.Equal(ExpressionValue.Of("git.example.org/o/n"), values.Find("pipeline.project.slug"));
        Assert.Equal(ExpressionValue.Of("github"), values.Find("pipeline.project.type"));
    }

    [Theory]
    [InlineData("git@github.com:o/n.git", "https://github.com/o/n", "o", "n", "github")]
    [InlineData("https://github.com/o/n.git", "https://github.com/o/n", "o", "n", "github")]
    [InlineData("https://user:pw@github.com/o/n/", "https://github.com/o/n", "o", "n", "github")]
    [InlineData("ssh://git@bitbucket.org:22/o/n.git", "https://bitbucket.org/o/n", "o", "n", "bitbucket")]
    [InlineData("git@gitlab.com:group/sub/n.git", "https://gitlab.com/group/sub/n", "group/sub", "n", "gitlab")]
    [InlineData("git@git.example.org:o/n", "https://git.example.org/o/n", "o", "n", "git.example.org")]
    public void A_remote_tells_the_repository(string remote, string web, string owner, string name, string provider) =>
        Assert.Equal(new RepositoryAddress(web, owner, name, provider), RepositoryAddress.Parse(remote));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("/srv/git/boat.git")]
    [InlineData("../boat")]
    [InlineData("https://")]
    [InlineData("https://github.com")]
    [InlineData("a b:c/d")]
    public void A_remote_that_is_a_path_or_nonsense_tells_nothing(string? remote) => Assert.Null(RepositoryAddress.Parse(remote));
}
