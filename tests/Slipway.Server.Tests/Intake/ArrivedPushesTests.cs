using Slipway.Server.Intake;
using Slipway.Server.Projects;
using Slipway.Server.Tests.Servers;
using Slipway.Testing.Repositories;

namespace Slipway.Server.Tests.Intake;

public sealed class ArrivedPushesTests
{
    private const string Zeros = "0000000000000000000000000000000000000000";

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    [Fact]
    public void A_push_has_arrived_when_its_ref_is_what_it_wanted_or_what_a_later_one_found()
    {
        IntakeRecord[] announced = [Change(1, Zeros, "a"), Change(2, "a", "b"), Change(3, "a", "x"), Change(4, "b", "c"), Change(5, "c", "d")];

        Assert.Equal([1, 2, 4], ArrivedPushes.Find(announced, new Dictionary<string, string> { ["refs/heads/main"] = "c" }).Order());
    }

    [Fact]
    public void A_deletion_has_arrived_when_the_ref_is_gone() =>
        Assert.Equal([1, 2], ArrivedPushes.Find([Change(1, Zeros, "a"), Change(2, "a", Zeros)], new Dictionary<string, string>()).Order());

    [Fact]
    public async Task A_server_that_was_killed_between_gits_word_and_its_own_makes_the_pipeline_when_it_starts_again()
    {
        await using var server = await TestServer.StartAsync();
        var tree = server.Commit();
        var commit = TrialGit.Run(tree, "rev-parse", "HEAD").Trim();
        var project = (await server.Database.ReadAsync(session => ProjectTable.FindAsync(session, ProjectSlug.TryParse(TestServer.Slug)!), Ended))!;
        await AnnounceAsync(server, project, "refs/heads/main", commit);
        await AnnounceAsync(server, project, "refs/heads/other", commit);
        // git has taken one of the two, and nobody has written that down.
        TrialGit.Run(tree, "push", "-q", server.Folder.PathOf("state", "repositories", $"{project.Id:N}.git"), "main");

        await server.StopAsync();
        await server.StartAgainAsync();
        await server.StopAsync();
        await server.StartAgainAsync();

        var pipeline = Assert.Single((await server.GetAsync($"/api/v2/project/{TestServer.Slug}/pipeline")).GetProperty("items").EnumerateArray());
        Assert.Equal("main", pipeline.GetProperty("vcs").GetProperty("branch").GetString());
    }

    private static Task<long> AnnounceAsync(TestServer server, Project project, string name, string commit) => server.Database.WriteAsync(
        session => IntakeTable.AddAsync(session, new IntakeRecord(project.Id, new RefChange(name, Zeros, commit), "tester", "push", ""), DateTimeOffset.UnixEpoch), Ended);

    private static IntakeRecord Change(long number, string old, string now) => new(Guid.Empty, new RefChange("refs/heads/main", old, now), "tester", "push", "") { Number = number };
}
