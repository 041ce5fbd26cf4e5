using Slipway.Execution.Workspaces;

namespace Slipway.Execution.Tests.Workspaces;

public sealed class MemoryWorkspaceTests : WorkspaceIndexContract
{
    protected override IWorkspaceIndex Index { get; } = new MemoryWorkspace();

    /// <summary>Layers in memory.</summary>
    private sealed class MemoryWorkspace : IWorkspaceIndex
    {
        private readonly Lock _lock = new();
        private readonly List<WorkspaceLayer> _layers = [];

        public Task<IReadOnlyList<WorkspaceLayer>> ListAsync(string workflow, CancellationToken cancellationToken)
        {
            lock (_lock)
            {
                return Task.FromResult<IReadOnlyList<WorkspaceLayer>>([.. _layers.Where(layer => layer.Workflow == workflow).OrderBy(layer => layer.SavedAt)]);
            }
        }

        public Task<bool> TryAddAsync(WorkspaceLayer layer, long mostBytes, CancellationToken cancellationToken)
        {
            lock (_lock)
            {
                var fits = _layers.Where(there => there.Workflow == layer.Workflow).Sum(there => there.Content.Bytes) + layer.Content.Bytes <= mostBytes;
                _layers.AddRange(fits ? [layer] : []);
                return Task.FromResult(fits);
            }
        }
    }
}
