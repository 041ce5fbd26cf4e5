using Slipway.EndToEnd.Tests.Hub;
using Slipway.EndToEnd.Tests.Projects;
using Slipway.Testing.Folders;
using Slipway.Testing.Programs;

namespace Slipway.EndToEnd.Tests.Examples;

/// <summary>The example of a setup workflow runs what a change concerns, and nothing else.</summary>
[Trait("needs", "docker")]
public sealed class Dynamic_configuration(HubFixture hub)
{
    [Fact]
    public async Task Only_the_part_that_has_changed_is_built()
    {
        hub.Require();
        var token = TestContext.Current.CancellationToken;
        using var project = await Project.CreateAsync(hub, Checkout.PathOf("examples", "dynamic"), config: null, token);
        await File.AppendAllTextAsync(Path.Combine(project.Folder, "web", "about.txt"), "They have changed.\n", token);
        await Tool.MustAsync("git", ["-C", project.Folder, "-c", "user.name=A User", "-c", "user.email=user@example.com", "commit", "-qam", "Change the web pages"], token);

        var run = await project.RunAsync([], token);

        Assert.True(run.ExitCode == 0, run.Text);
        Assert.Contains("| They have changed.", run.Text, StringComparison.Ordinal);
        Assert.Contains("Workflow web: passed", run.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Workflow api", run.Text, StringComparison.Ordinal);
    }
}
