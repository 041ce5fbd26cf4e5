using Slipway.EndToEnd.Tests.Hub;
using Slipway.Testing.Folders;
using Slipway.Testing.Programs;

namespace Slipway.EndToEnd.Tests.Projects;

/// <summary>A user's repository with a config, in which `slipway run` is run as its user would.</summary>
internal sealed class Project : IDisposable
{
    private readonly HubFixture _hub;

    private Project(HubFixture hub) => _hub = hub;

    public string Folder { get; } = Directory.CreateTempSubdirectory("slipway-project-").FullName;

    /// <param name="hub">The registry that the project uses.</param>
    /// <param name="sources">A folder whose content is the project's.</param>
    /// <param name="config">The config's text; null when the sources have one.</param>
    /// <param name="cancellationToken">Ends the making.</param>
    public static async Task<Project> CreateAsync(HubFixture hub, string sources, string? config, CancellationToken cancellationToken)
    {
        var project = new Project(hub);
        await Tool.MustAsync("cp", ["-rT", sources, project.Folder], cancellationToken);
        if (config is not null)
        {
            Directory.CreateDirectory(Path.Combine(project.Folder, ".circleci"));
            await File.WriteAllTextAsync(Path.Combine(project.Folder, ".circleci", "config.yml"), config, cancellationToken);
        }

        await Tool.MustAsync("git", ["init", "-q", "-b", "main", project.Folder], cancellationToken);
        await Tool.MustAsync("git", ["-C", project.Folder, "add", "--all"], cancellationToken);
        await Tool.MustAsync(
            "git",
            ["-C", project.Folder, "-c", "user.name=A User", "-c", "user.email=user@example.com", "commit", "-q", "-m", "The first commit"],
            cancellationToken);
        return project;
    }

    /// <summary>`slipway run` with the login of the registry among the project's variables.</summary>
    public Task<ToolResult> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var variables = _hub.Login.SelectMany(pair => new[] { "--env", $"{pair.Key}={pair.Value}" });
        return Tool.RunAsync(
            new ToolCall(Checkout.Slipway, ["run", "--plain", .. variables, .. arguments]) { Folder = Folder, Environment = _hub.Settings },
            cancellationToken);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
