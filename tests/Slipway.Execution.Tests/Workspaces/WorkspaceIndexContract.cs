using Slipway.Execution.Blobs;
using Slipway.Execution.Workspaces;

namespace Slipway.Execution.Tests.Workspaces;

/// <summary>What an index of workspace layers does, wherever it keeps them.</summary>
public abstract class WorkspaceIndexContract
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Nothing is in it.</summary>
    protected abstract IWorkspaceIndex Index { get; }

    [Fact]
    public async Task Layers_of_a_workflow_come_in_the_order_of_time()
    {
        Assert.Empty(await Index.ListAsync("main", Token));
        Assert.True(await Index.TryAddAsync(Layer("late", 1) with { SavedAt = DateTimeOffset.UnixEpoch.AddHours(1), Node = 3 }, 100, Token));
        Assert.True(await Index.TryAddAsync(Layer("early", 2), 100, Token));
        Assert.True(await Index.TryAddAsync(Layer("other", 3) with { Workflow = "other" }, 100, Token));
        Assert.Equal([Layer("early", 2), Layer("late", 1) with { SavedAt = DateTimeOffset.UnixEpoch.AddHours(1), Node = 3 }], await Index.ListAsync("main", Token));
    }

    [Fact]
    public async Task Layers_are_counted_together_for_one_workflow_however_many_jobs_add_at_once()
    {
        var added = await Task.WhenAll(Enumerable.Range(0, 50).Select(number => Task.Run(() => Index.TryAddAsync(Layer($"job{number}", 10), 105, Token), Token)));
        Assert.Equal(10, added.Count(isAdded => isAdded));
        Assert.Equal(100, (await Index.ListAsync("main", Token)).Sum(layer => layer.Content.Bytes));
        Assert.True(await Index.TryAddAsync(Layer("job", 100) with { Workflow = "other" }, 105, Token));
    }

    private static WorkspaceLayer Layer(string job, long bytes) => new("main", job, 0, new Blob("00", bytes), DateTimeOffset.UnixEpoch);
}
