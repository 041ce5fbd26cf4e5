using Docker.DotNet;
using Docker.DotNet.Models;
using Slipway.Execution.Failures;
using Slipway.Execution.Images;
using Slipway.Linux.Failures;
using Slipway.Model.Assignments;

namespace Slipway.Execution.Tests.Images;

/// <summary>A registry of the test's own, asked by the machine's Docker, gives errors; the pauses between attempts take no time here.</summary>
[Trait("needs", "docker")]
public sealed class Faltering_registries : IDisposable
{
    private readonly PauseClock _pauses = new();
    private readonly List<string> _said = [];
    private readonly DockerClient _docker = new DockerClientBuilder().WithEndpoint(new Uri("unix:///var/run/docker.sock")).Build();

    public Faltering_registries() => Assert.SkipUnless(File.Exists("/var/run/docker.sock"), "there is no Docker here");

    [Fact]
    public async Task An_image_comes_although_the_registry_fails_twice()
    {
        using var registry = new ImageServer { Works = () => _pauses.Taken.Count >= 2 };
        await EnsureAsync(registry.Image);
        await _docker.Images.DeleteImageAsync(registry.Image, new ImageDeleteParameters(), TestContext.Current.CancellationToken);
        Assert.Equal([TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3)], _pauses.Taken);
        Assert.Single(_said, line => line.Contains("500", StringComparison.Ordinal));
        Assert.Equal(2, _said.Count(line => line.Contains("trying again in", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_registry_that_goes_on_failing_is_no_failure_of_the_job()
    {
        using var registry = new ImageServer { Works = () => false };
        var failure = await Assert.ThrowsAsync<InfrastructureException>(() => EnsureAsync(registry.Image));
        Assert.Contains("could not be pulled in 5 attempts", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_registry_that_cannot_be_reached_is_no_failure_of_the_job()
    {
        string image;
        using (var registry = new ImageServer())
        {
            image = registry.Image;
        }

        var failure = await Assert.ThrowsAsync<InfrastructureException>(() => EnsureAsync(image));
        Assert.Contains("connection refused", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_image_that_does_not_exist_is_a_failure_of_the_job_at_once()
    {
        using var registry = new ImageServer();
        await Assert.ThrowsAsync<JobFailedException>(() => EnsureAsync(registry.Image + "-no"));
        Assert.Empty(_pauses.Taken);
    }

    [Fact]
    public async Task A_pull_that_jobs_share_goes_on_and_is_heard_of_when_the_first_of_them_leaves()
    {
        using var registry = new ImageServer { Works = () => _pauses.Taken.Count >= 2 };
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var images = new ImagePuller(_docker, PullPolicy.Missing, _pauses);
        var first = images.EnsureAsync(ImageReference.Parse(registry.Image), null, line => LeaveAt(line, leaving), leaving.Token);
        var second = images.EnsureAsync(ImageReference.Parse(registry.Image), null, Say, TestContext.Current.CancellationToken);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await second;
        await _docker.Images.DeleteImageAsync(registry.Image, new ImageDeleteParameters(), TestContext.Current.CancellationToken);
        Assert.Contains(_said, line => line.Contains("Digest", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_image_that_is_here_alone_is_none_for_runs_that_are_not_trusted()
    {
        using var registry = new ImageServer();
        await EnsureAsync(registry.Image);
        await _docker.Images.TagImageAsync(registry.Image, new ImageTagParameters { RepositoryName = registry.Image[..registry.Image.LastIndexOf(':')], Tag = "latest-here" }, TestContext.Current.CancellationToken);
        var grants = new UntrustedGrants { LocalImages = [registry.Image + "-h*"] };

        await Assert.ThrowsAsync<JobFailedException>(() => UntrustedAsync(registry.Image + "-here", new UntrustedGrants(), PullPolicy.Missing));
        await Assert.ThrowsAsync<JobFailedException>(() => UntrustedAsync(registry.Image + "-here", new UntrustedGrants(), PullPolicy.Never));
        await UntrustedAsync(registry.Image + "-here", grants, PullPolicy.Missing);
        await UntrustedAsync(registry.Image, new UntrustedGrants(), PullPolicy.Missing);

        await _docker.Images.DeleteImageAsync(registry.Image + "-here", new ImageDeleteParameters(), TestContext.Current.CancellationToken);
        await _docker.Images.DeleteImageAsync(registry.Image, new ImageDeleteParameters(), TestContext.Current.CancellationToken);
    }

    public void Dispose() => _docker.Dispose();

    private Task<ImageInspectResponse> UntrustedAsync(string image, UntrustedGrants grants, PullPolicy policy) =>
        new ImagePuller(_docker, policy, _pauses, grants.HasImage).EnsureAsync(ImageReference.Parse(image), null, _said.Add, TestContext.Current.CancellationToken);

    private static void LeaveAt(string line, CancellationTokenSource leaving)
    {
        if (line.Contains("trying again", StringComparison.Ordinal))
        {
            leaving.Cancel();
        }
    }

    private void Say(string line)
    {
        lock (_said)
        {
            _said.Add(line);
        }
    }

    private async Task EnsureAsync(string image) =>
        await new ImagePuller(_docker, PullPolicy.Missing, _pauses).EnsureAsync(ImageReference.Parse(image), null, _said.Add, TestContext.Current.CancellationToken);
}
