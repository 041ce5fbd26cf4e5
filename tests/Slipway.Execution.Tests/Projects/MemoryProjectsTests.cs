using Slipway.Execution.Projects;
using Slipway.Model.Assignments;

namespace Slipway.Execution.Tests.Projects;

public sealed class MemoryProjectsTests : ProjectStateContract
{
    private readonly MemoryProjects _projects = new();

    protected override IProjectState Of(string project, TrustScope trust) => _projects.Of(project, trust);
}
