using Slipway.EndToEnd.Tests.Hub;
using Slipway.EndToEnd.Tests.Projects;
using Slipway.EndToEnd.Tests.Tools;
using Slipway.Testing.Folders;
using Slipway.Testing.Programs;

namespace Slipway.EndToEnd.Tests.MainJob;

/// <summary>The four configurations of CircleCI's documentation, byte for byte, to a green job: real registry, real engines, real clients.</summary>
[Trait("needs", "engine")]
public sealed class MainJobTests(HubFixture hub)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_image_is_built_but_pushing_a_tag_that_was_not_built_fails_with_the_daemons_message()
    {
        hub.Require();
        using var project = await CreateAsync(await ReadAsync("build-and-push.yml"));

        var run = await project.RunAsync([], Stop);

        Assert.True(run.ExitCode == 1, run.Text);
        // The name of the user is a project variable's value and so is masked.
        Assert.Contains("An image does not exist locally with the tag: ****/cci-demo-docker", run.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_the_tag_corrected_the_image_is_pushed_and_what_was_pushed_runs()
    {
        hub.Require();
        var config = await ReadAsync("build-and-push.yml");
        using var project = await CreateAsync(config.Replace("build -t cci-demo-docker", "build -t circleci/cci-demo-docker", StringComparison.Ordinal));

        var run = await project.RunAsync([], Stop);

        Assert.True(run.ExitCode == 0, run.Text);
        var tag = Assert.Single(await hub.TagsAsync("circleci/cci-demo-docker", Stop));
        Assert.StartsWith("0.1.", tag, StringComparison.Ordinal);
        // The name of the user at the registry is a variable of the project, and so it is masked.
        Assert.Contains($"  pushed: ****/cci-demo-docker:{tag} (sha256:", run.Text, StringComparison.Ordinal);
        var pushed = $"{hub.SeedingDoor}/circleci/cci-demo-docker:{tag}";
        var page = await Tool.MustAsync("docker", ["run", "--rm", "--entrypoint", "cat", pushed, "/srv/www/index.html"], Stop);
        await Tool.MustAsync("docker", ["rmi", pushed], Stop);
        Assert.Equal("the app answers", page);
    }

    [Theory]
    [InlineData("exec-step.yml")]
    [InlineData("network-step.yml")]
    public async Task A_service_in_the_engine_is_reached_from_inside_it(string step)
    {
        hub.Require();
        using var project = await CreateAsync(JobWith(await ReadAsync(step)));

        var run = await project.RunAsync([], Stop);

        Assert.True(run.ExitCode == 0, run.Text);
        Assert.Contains("the app answers", run.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_private_database_serves_the_app_that_shares_its_network()
    {
        hub.Require();
        using var project = await CreateAsync(await ReadAsync("private-database.yml"));

        var run = await project.RunAsync([], Stop);

        Assert.True(run.ExitCode == 0, run.Text);
        Assert.Contains("the database answers on localhost", run.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_password_of_the_registry_is_nowhere_in_the_output()
    {
        hub.Require();
        using var project = await CreateAsync(JobWith("- run: echo \"it is $DOCKER_PASS.\"\n"));

        var run = await project.RunAsync([], Stop);

        Assert.True(run.ExitCode == 0, run.Text);
        Assert.Contains("it is ", run.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(hub.Login["DOCKER_PASS"], run.Text, StringComparison.Ordinal);
    }

    /// <summary>A job whose last step is the given one, after the app was built.</summary>
    private static string JobWith(string step) =>
        """
        version: 2
        jobs:
          build:
            docker:
              - image: docker:1.13.1-git
            steps:
              - checkout
              - setup_docker_engine
              - run: docker build -t my-app .

        """ + string.Concat(step.TrimEnd('\n').Split('\n').Select(line => $"      {line}\n"));

    private Task<Project> CreateAsync(string config) => Project.CreateAsync(hub, Equipment.Of("app"), config, Stop);

    private static Task<string> ReadAsync(string config) =>
        File.ReadAllTextAsync(Checkout.PathOf("tests", "Slipway.EndToEnd.Tests", "configs", config), Stop);
}
