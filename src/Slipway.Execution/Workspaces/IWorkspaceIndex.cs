namespace Slipway.Execution.Workspaces;

/// <summary>The workspace layers of a run. Safe for all its jobs at once, also in several processes.</summary>
public interface IWorkspaceIndex
{
    /// <summary>The layers of a workflow, in the order of time.</summary>
    /// <exception cref="IOException">The index cannot be read.</exception>
    Task<IReadOnlyList<WorkspaceLayer>> ListAsync(string workflow, CancellationToken cancellationToken);

    /// <summary>Adds a layer unless its workflow's would hold too much together.</summary>
    /// <param name="mostBytes">What they may hold, as they are stored.</param>
    /// <exception cref="IOException">The index cannot be written.</exception>
    Task<bool> TryAddAsync(WorkspaceLayer layer, long mostBytes, CancellationToken cancellationToken);
}
