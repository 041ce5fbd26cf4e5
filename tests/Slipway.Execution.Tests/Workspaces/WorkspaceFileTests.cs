using Slipway.Execution.Workspaces;

namespace Slipway.Execution.Tests.Workspaces;

public sealed class WorkspaceFileTests : WorkspaceIndexContract, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("slipway-workspace-").FullName;

    protected override IWorkspaceIndex Index => new WorkspaceFile(Path.Combine(_folder, "workspace.jsonl"));

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
