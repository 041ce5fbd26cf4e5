using Slipway.Server.Tests.Servers;
using Slipway.Testing.Repositories;

namespace Slipway.Server.Tests.Intake;

public sealed class PushTests
{
    [Fact]
    public async Task A_push_becomes_a_pipeline_and_git_says_so()
    {
        await using var server = await TestServer.StartAsync();
        server.Commit();

        var said = server.Push("main");

        Assert.Contains("remote: Slipway: pipeline 1: " + server.Address + "/pipelines/", said, StringComparison.Ordinal);
        var pipeline = Assert.Single((await server.GetAsync($"/api/v2/project/{TestServer.Slug}/pipeline")).GetProperty("items").EnumerateArray());
        Assert.Equal((1, "main", "The first commit"), (pipeline.GetProperty("number").GetInt32(), pipeline.GetProperty("vcs").GetProperty("branch").GetString(), pipeline.GetProperty("vcs").GetProperty("commit").GetProperty("subject").GetString()));
    }

    [Fact]
    public async Task Each_branch_and_tag_of_a_push_has_a_pipeline_of_its_own_and_a_deletion_has_none()
    {
        await using var server = await TestServer.StartAsync();
        server.Commit();

        var said = server.Push("main", "main:topic/one", "main:refs/tags/v1", "main:refs/notes/x");
        var deletion = server.Push(":topic/one");

        Assert.Equal(3, said.Split("Slipway: pipeline ").Length - 1);
        Assert.DoesNotContain("Slipway", deletion, StringComparison.Ordinal);
        Assert.Equal(3, (await server.GetAsync($"/api/v2/project/{TestServer.Slug}/pipeline")).GetProperty("items").GetArrayLength());
    }

    [Theory]
    [InlineData("Change a word [skip ci]", "main", "the commit says [skip ci]")]
    [InlineData("Change a word", "-o ci.skip main", "the push option ci.skip says so")]
    public async Task A_push_that_asks_for_none_has_no_pipeline_and_is_told_why(string message, string arguments, string reason)
    {
        await using var server = await TestServer.StartAsync();
        server.Commit(message: message);

        Assert.Contains($"remote: Slipway: no pipeline for main: {reason}", server.Push(arguments), StringComparison.Ordinal);
        Assert.Equal(0, (await server.GetAsync($"/api/v2/project/{TestServer.Slug}/pipeline")).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task A_push_that_git_refuses_has_no_pipeline()
    {
        await using var server = await TestServer.StartAsync();
        server.Commit();
        server.Push("main");

        // There cannot be a branch of this name beside one that is called main: only the server finds out.
        Assert.Contains("[remote rejected]", Assert.Throws<InvalidOperationException>(() => server.Push("main:main/below")).Message, StringComparison.Ordinal);
        Assert.Equal(1, (await server.GetAsync($"/api/v2/project/{TestServer.Slug}/pipeline")).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task Without_a_token_nobody_pushes_and_nobody_clones()
    {
        await using var server = await TestServer.StartAsync();
        server.Commit();
        var url = $"{server.Address}/{TestServer.Slug}.git";

        Assert.Contains("could not read Username", Assert.Throws<InvalidOperationException>(() => TrialGit.Run(server.Folder.PathOf("tree"), "push", url, "main")).Message, StringComparison.Ordinal);
        Assert.Contains("could not read Username", Assert.Throws<InvalidOperationException>(() => TrialGit.Run(server.Folder.Path, "clone", url)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_config_that_is_wrong_makes_a_pipeline_that_says_where()
    {
        await using var server = await TestServer.StartAsync();
        server.Commit("version: 2.1\njobs: [build\n");
        server.Push("main");

        var pipeline = await Waiting.ForAsync(async () => (await server.GetAsync($"/api/v2/project/{TestServer.Slug}/pipeline")).GetProperty("items")[0], found => found.GetProperty("state").GetString() != "pending");

        Assert.Equal("errored", pipeline.GetProperty("state").GetString());
        Assert.StartsWith(".circleci/config.yml:", pipeline.GetProperty("errors")[0].GetProperty("message").GetString(), StringComparison.Ordinal);
    }
}
