using Docker.DotNet;
using Docker.DotNet.Models;
using Slipway.Execution.Failures;
using Slipway.Execution.Images;
using Slipway.Model.Assignments;

namespace Slipway.Execution.Tests.Images;

/// <summary>A registry of the test's own, which anybody could have: what it gives is the untrusted run's and nobody else's.</summary>
[Trait("needs", "docker")]
public sealed class Images_of_untrusted_runs : IDisposable
{
    private readonly PauseClock _pauses = new();
    private readonly DockerClient _docker = new DockerClientBuilder().WithEndpoint(new Uri("unix:///var/run/docker.sock")).Build();
    private readonly List<string> _ids = [];

    public Images_of_untrusted_runs() => Assert.SkipUnless(File.Exists("/var/run/docker.sock"), "there is no Docker here");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(PullPolicy.Missing, false)]
    [InlineData(PullPolicy.Always, false)]
    [InlineData(PullPolicy.Always, true)]
    public async Task Leave_the_machines_image_of_the_same_name_as_it_is(PullPolicy policy, bool isGranted)
    {
        using var registry = new ImageServer();
        using var other = new ImageServer();
        var machines = await PullAsync(other.Image, PullPolicy.Missing, null, null);
        await _docker.Images.TagImageAsync(machines.ID, new ImageTagParameters { RepositoryName = registry.Image[..registry.Image.LastIndexOf(':')], Tag = "latest" }, Token);

        var pulled = await PullAsync(registry.Image, policy, new UntrustedGrants { LocalImages = isGranted ? [registry.Image] : [] }, null);

        Assert.NotEqual(machines.ID, pulled.ID);
        Assert.Equal(machines.ID, (await _docker.Images.InspectImageAsync(registry.Image, Token)).ID);
        Assert.Empty(pulled.RepoTags ?? []);
        Assert.Equal(machines.ID, (await PullAsync(registry.Image, PullPolicy.Missing, null, null)).ID);
    }

    [Fact]
    public async Task Give_no_name_to_the_machine_that_it_did_not_have()
    {
        using var registry = new ImageServer();
        var pulled = await PullAsync(registry.Image, PullPolicy.Missing, new UntrustedGrants(), null);
        Assert.Empty(pulled.RepoTags ?? []);
        await Assert.ThrowsAsync<DockerImageNotFoundException>(() => _docker.Images.InspectImageAsync(registry.Image, Token));
    }

    [Fact]
    public async Task Come_by_the_runs_own_login()
    {
        using var registry = new ImageServer { Login = "me:secret" };
        await Assert.ThrowsAsync<JobFailedException>(() => PullAsync(registry.Image, PullPolicy.Missing, new UntrustedGrants(), null));
        await Assert.ThrowsAsync<JobFailedException>(() => PullAsync(registry.Image, PullPolicy.Missing, new UntrustedGrants(), new AuthConfig { Username = "me", Password = "wrong" }));
        Assert.NotNull(await PullAsync(registry.Image, PullPolicy.Missing, new UntrustedGrants(), new AuthConfig { Username = "me", Password = "secret" }));
        Assert.Empty(_pauses.Taken);
    }

    [Fact]
    public async Task Come_when_the_registry_works_again()
    {
        using var registry = new ImageServer { Works = () => _pauses.Taken.Count >= 2 };
        await PullAsync(registry.Image, PullPolicy.Missing, new UntrustedGrants(), null);
        Assert.Equal(2, _pauses.Taken.Count);
    }

    public void Dispose()
    {
        foreach (var id in _ids.Distinct())
        {
            _docker.Images.DeleteImageAsync(id, new ImageDeleteParameters { Force = true }, CancellationToken.None).GetAwaiter().GetResult();
        }

        _docker.Dispose();
    }

    private async Task<ImageInspectResponse> PullAsync(string image, PullPolicy policy, UntrustedGrants? grants, AuthConfig? login)
    {
        var found = await new ImagePuller(_docker, policy, _pauses, grants is null ? null : grants.HasImage).EnsureAsync(ImageReference.Parse(image), login, _ => { }, Token);
        _ids.Add(found.ID);
        return found;
    }
}
