using Slipway.Execution.Blobs;
using Slipway.Execution.Workspaces;
using Slipway.Model.Runners;
using Slipway.Runner.Connections;

namespace Slipway.Runner.Remote;

/// <summary>The workspace of a job's workflow that the server keeps.</summary>
public sealed class RemoteWorkspace(ServerConnection server) : IWorkspaceIndex
{
    public Task<IReadOnlyList<WorkspaceLayer>> ListAsync(string workflow, CancellationToken cancellationToken) => RemoteCalls.OfFilesAsync<IReadOnlyList<WorkspaceLayer>>(async () =>
    {
        var layers = await server.GetAsync("job/v1/layers", RunnerJson.Default.IReadOnlyListStoredLayer, cancellationToken) ?? [];
        return [.. layers.Select(layer => new WorkspaceLayer(layer.Workflow, layer.Job, layer.Node, new Blob(layer.Content.Hash, layer.Content.Bytes), layer.SavedAt))];
    });

    public Task<bool> TryAddAsync(WorkspaceLayer layer, long mostBytes, CancellationToken cancellationToken) => RemoteCalls.OfFilesAsync(async () =>
    {
        var stored = new StoredLayer(layer.Workflow, layer.Job, layer.Node, new StoredContent(layer.Content.Hash, layer.Content.Bytes), layer.SavedAt);
        var answer = await server.AskAsync("job/v1/layers", new LayerToStore(stored, mostBytes), RunnerJson.Default.LayerToStore, RunnerJson.Default.LayerStored, cancellationToken);
        return answer is { IsAdded: true };
    });
}
