using Slipway.Linux.Repositories;

namespace Slipway.Server.Projects;

/// <summary>The repositories of the projects, each in a folder by the project's id.</summary>
/// <param name="folder">That they lie in.</param>
public sealed class ProjectRepositories(string folder)
{
    public ServedRepository Of(Guid project) => new(Path.Combine(folder, project.ToString("N") + ".git"));
}
