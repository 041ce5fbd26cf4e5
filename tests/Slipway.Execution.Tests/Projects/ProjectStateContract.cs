using System.Text;
using Slipway.Execution.Projects;
using Slipway.Model.Assignments;
using Slipway.Model.Events;
using Slipway.Workflows.Pipelines;

namespace Slipway.Execution.Tests.Projects;

/// <summary>What the state of a project does, wherever it is kept.</summary>
public abstract class ProjectStateContract
{
    private static readonly TrustScope Pull = TrustScope.Untrusted("pull/3", "a test says so");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The same state, as another run sees it.</summary>
    protected abstract IProjectState Of(string project, TrustScope trust);

    [Theory]
    [InlineData(NumberSequence.Run)]
    [InlineData(NumberSequence.Pipeline)]
    [InlineData(NumberSequence.Build)]
    public async Task Nobody_gets_a_number_that_another_one_has(NumberSequence sequence)
    {
        var numbers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => Of("one", TrustScope.Trusted).TakeNumberAsync(sequence, Token), Token)));
        Assert.Equal(Enumerable.Range(1, 50), numbers.Order());
    }

    [Fact]
    public async Task Runs_are_counted_over_all_projects_and_the_rest_in_each()
    {
        foreach (var sequence in Enum.GetValues<NumberSequence>())
        {
            Assert.Equal(1, await Of("one", TrustScope.Trusted).TakeNumberAsync(sequence, Token));
            Assert.Equal(2, await Of("one", Pull).TakeNumberAsync(sequence, Token));
        }

        Assert.Equal(3, await Of("other", TrustScope.Trusted).TakeNumberAsync(NumberSequence.Run, Token));
        Assert.Equal(1, await Of("other", TrustScope.Trusted).TakeNumberAsync(NumberSequence.Pipeline, Token));
        Assert.Equal(1, await Of("other", TrustScope.Trusted).TakeNumberAsync(NumberSequence.Build, Token));
    }

    [Fact]
    public async Task Times_of_tests_are_nothing_at_first_and_the_newest_of_each_test_then()
    {
        Assert.Equal("", await TimesAsync(TrustScope.Trusted));
        await KeepAsync(TrustScope.Trusted, "a", 1);
        await KeepAsync(TrustScope.Trusted, "b", 2);
        await KeepAsync(TrustScope.Trusted, "a", 3);
        Assert.Equal("""{"tests":[{"classname":"Class","name":"b","run_time":2},{"classname":"Class","name":"a","run_time":3}]}""", await TimesAsync(TrustScope.Trusted));
    }

    [Fact]
    public async Task Times_of_runs_that_are_not_trusted_begin_with_the_trusted_ones_and_are_for_those_alone()
    {
        await KeepAsync(TrustScope.Trusted, "trusted", 1);
        Assert.Contains("\"trusted\"", await TimesAsync(Pull), StringComparison.Ordinal);
        await KeepAsync(Pull, "of the pull request", 1);
        Assert.Contains("\"trusted\"", await TimesAsync(Pull), StringComparison.Ordinal);
        Assert.Contains("of the pull request", await TimesAsync(TrustScope.Untrusted("refs/pull/3/head", "another reason")), StringComparison.Ordinal);
        Assert.DoesNotContain("of the pull request", await TimesAsync(TrustScope.Trusted), StringComparison.Ordinal);
        Assert.DoesNotContain("of the pull request", await TimesAsync(TrustScope.Untrusted("pull/4", "a test says so")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_job_of_a_group_has_its_turn_at_a_time_and_a_run_that_a_newer_one_overtook_has_none()
    {
        var (newer, waiting, overtaken) = (Turn("group", 7), Turn("group", 7, "waiting"), Turn("group", 6));
        var runs = (Of("one", TrustScope.Trusted), Of("other", TrustScope.Trusted));
        Assert.True(await runs.Item1.TakeTurnAsync(newer, Token));
        var second = runs.Item1.TakeTurnAsync(waiting, Token);
        var third = runs.Item2.TakeTurnAsync(overtaken, Token);
        Assert.True(await runs.Item2.TakeTurnAsync(Turn("another group", 6), Token));
        Assert.False(second.IsCompleted || third.IsCompleted);
        await runs.Item1.GiveBackAsync(newer);
        // Whichever of the two comes first, the other one waits until it has let go.
        Assert.True(await second);
        await runs.Item1.GiveBackAsync(waiting);
        Assert.False(await third);
    }

    [Fact]
    public async Task A_turn_that_is_not_had_is_given_back_in_vain()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var state = Of("one", TrustScope.Trusted);
        Assert.True(await state.TakeTurnAsync(Turn("group", 5), Token));
        await state.GiveBackAsync(Turn("group", 6));
        await state.GiveBackAsync(Turn("another group", 5));
        var waiting = state.TakeTurnAsync(Turn("group", 7), cancel.Token);
        Assert.False(waiting.IsCompleted);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task Who_waits_for_a_turn_no_longer_has_none()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var state = Of("one", TrustScope.Trusted);
        Assert.True(await state.TakeTurnAsync(Turn("group", 5), Token));
        var waiting = state.TakeTurnAsync(Turn("group", 6), cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await state.GiveBackAsync(Turn("group", 5));
        Assert.True(await state.TakeTurnAsync(Turn("group", 5, "again"), Token));
    }

    [Fact]
    public async Task Runs_that_are_not_trusted_take_no_turn_of_trusted_ones()
    {
        Assert.True(await Of("one", Pull).TakeTurnAsync(Turn("group", 9), Token));
        Assert.True(await Of("one", TrustScope.Trusted).TakeTurnAsync(Turn("group", 8), Token));
        Assert.True(await Of("other", Pull).TakeTurnAsync(Turn("group", 7), Token));
    }

    private static SerialTurn Turn(string group, int run, string job = "job") => new(group, run, new JobAttempt("main", job, 1));

    private async Task<string> TimesAsync(TrustScope trust) => Encoding.UTF8.GetString(await Of("one", trust).ReadTimingsAsync(Token));

    private Task KeepAsync(TrustScope trust, string test, double seconds) => Of("one", trust).KeepTimingsAsync([new TestCase("Class", test, null, seconds, "success", null)], Token);
}
