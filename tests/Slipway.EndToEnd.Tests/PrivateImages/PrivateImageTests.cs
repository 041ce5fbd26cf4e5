using Slipway.EndToEnd.Tests.Hub;
using Slipway.EndToEnd.Tests.Projects;
using Slipway.EndToEnd.Tests.Tools;
using Slipway.Testing.Programs;

namespace Slipway.EndToEnd.Tests.PrivateImages;

/// <summary>Jobs whose own image is private: the host's Docker pulls it with the login that the config names.</summary>
[Trait("needs", "docker")]
public sealed class PrivateImageTests(HubFixture hub)
{
    [Fact]
    public async Task A_job_runs_in_a_private_image_with_the_projects_login()
    {
        var run = await RunAsync("$REGISTRY_PASSWORD");

        Assert.True(run.ExitCode == 0, run.Text);
        Assert.Contains("| inside the private image", run.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_a_wrong_password_the_registrys_refusal_is_told_with_the_way_out()
    {
        var run = await RunAsync("not-$REGISTRY_PASSWORD");

        Assert.True(run.ExitCode is 1 or 3, run.Text);
        Assert.Contains("company/tool:1", run.Text, StringComparison.Ordinal);
        Assert.Contains("auth", run.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("| inside the private image", run.Text, StringComparison.Ordinal);
    }

    private async Task<ToolResult> RunAsync(string password)
    {
        hub.Require();
        var config =
            $$"""
            version: 2.1
            jobs:
              build:
                docker:
                  - image: {{hub.CompanyDoor}}/company/tool:1
                    auth: {username: $REGISTRY_USER, password: {{password}}}
                steps:
                  - run: echo inside the private image
            """;
        using var project = await Project.CreateAsync(hub, Equipment.Of("app"), config, TestContext.Current.CancellationToken);
        return await project.RunAsync(["--pull", "always"], TestContext.Current.CancellationToken);
    }
}
