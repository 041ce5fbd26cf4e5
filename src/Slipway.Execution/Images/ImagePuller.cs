using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Docker.DotNet;
using Docker.DotNet.Models;
using Slipway.Execution.Failures;
using Slipway.Linux.Failures;
using Slipway.Model.Assignments;
using Slipway.Model.Texts;

namespace Slipway.Execution.Images;

/// <summary>
/// Makes sure that images are there: one pull of an image at a time for all jobs, again with growing pauses when a registry falters. What an untrusted run pulls is
/// pulled by its digest, so that no name of the machine comes to mean what that run's registry gives.
/// </summary>
/// <param name="docker">Has the images.</param>
/// <param name="policy">When to pull.</param>
/// <param name="mayBeLocal">Of an untrusted run: whether an image may be used as it is here; what may not is asked of its registry every time, with the run's own login. Null: the run is trusted.</param>
public sealed class ImagePuller(DockerClient docker, PullPolicy policy, TimeProvider clock, Func<ImageReference, bool>? mayBeLocal = null)
{
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(9), TimeSpan.FromSeconds(20)];
    private readonly ConcurrentDictionary<string, Pull> _pulls = [];
    private readonly RegistryDigests _digests = new(docker);

    /// <param name="image">What is pulled.</param>
    /// <param name="auth">Login for its registry, null for none.</param>
    /// <param name="say">Gets lines for the job's log.</param>
    /// <param name="cancellationToken">Stops waiting; a pull that other jobs share goes on.</param>
    /// <returns>The image by its id: a name may mean another one later.</returns>
    /// <exception cref="JobFailedException">There is no such image, or the login does not give it.</exception>
    /// <exception cref="InfrastructureException">The registry did not deliver.</exception>
    public async Task<ImageInspectResponse> EnsureAsync(ImageReference image, AuthConfig? auth, Action<string> say, CancellationToken cancellationToken)
    {
        var reference = image;
        var isLocal = mayBeLocal?.Invoke(image) ?? true;
        if (isLocal && policy != PullPolicy.Always && await FindAsync(reference, cancellationToken) is { } present)
        {
            return present;
        }

        if (policy == PullPolicy.Never)
        {
            throw new JobFailedException(isLocal
                ? $"image {reference} is not on this machine and pulling is off (--pull never)"
                : $"image {reference} is not among those that this machine's settings give to untrusted runs (untrusted.localImages), and pulling is off (--pull never)");
        }

        say($"image cache not found on this host, downloading {reference}");
        var key = $"{reference} {auth?.Username}";
        var pull = _pulls.GetOrAdd(key, _ => new Pull(told => PullWithRetriesAsync(reference, auth, told, CancellationToken.None)));
        try
        {
            reference = await pull.FollowAsync(say, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            throw;
        }
        catch
        {
            _pulls.TryRemove(new KeyValuePair<string, Pull>(key, pull));
            throw;
        }

        return await FindAsync(reference, cancellationToken)
            ?? throw new InfrastructureException($"image {reference} was pulled and is not there: was it removed meanwhile?");
    }

    private async Task<ImageInspectResponse?> FindAsync(ImageReference reference, CancellationToken cancellationToken)
    {
        try
        {
            return await docker.Images.InspectImageAsync(reference.ToString(), cancellationToken);
        }
        catch (DockerImageNotFoundException)
        {
            return null;
        }
    }

    /// <returns>What the image is called here now.</returns>
    private async Task<ImageReference> PullWithRetriesAsync(ImageReference reference, AuthConfig? auth, Action<string> say, CancellationToken cancellationToken)
    {
        PullFailure? before = null;
        for (var attempt = 0; ; attempt++)
        {
            var (pulled, failure) = await TryPullAsync(reference, auth, say, cancellationToken);
            switch (failure)
            {
                case null:
                    if (before is not null)
                    {
                        say($"pulled {reference} at attempt {attempt + 1}; before it failed: {before.Message}");
                    }

                    return pulled;
                case PullFailure.Refused refused:
                    throw new JobFailedException($"image {reference} cannot be pulled: {refused.Message}");
                case PullFailure.Faltered faltered when attempt == (faltered.IsLasting ? 1 : Pauses.Length):
                    throw new InfrastructureException($"image {reference} could not be pulled in {CountText.Of(attempt + 1, "attempt")}: {faltered.Message}");
                case PullFailure.Faltered faltered:
                    before = faltered;
                    // Why is said once: at the end, whichever that is.
                    say($"pulling {reference} failed, trying again in {DurationText.Of(Pauses[attempt])}");
                    await Task.Delay(Pauses[attempt], clock, cancellationToken);
                    break;
            }
        }
    }

    private async Task<(ImageReference Pulled, PullFailure? Failure)> TryPullAsync(ImageReference reference, AuthConfig? auth, Action<string> say, CancellationToken cancellationToken)
    {
        var progress = new PullProgress(say);
        try
        {
            // A pull by tag gives that tag to what came, for everybody on the machine.
            var wanted = mayBeLocal is null || reference.IsDigest ? reference : await _digests.FindAsync(reference, auth, cancellationToken);
            var parameters = new ImagesCreateParameters { FromImage = wanted.Name, Tag = wanted.Version };
            await docker.Images.CreateImageAsync(parameters, auth ?? new AuthConfig(), progress, cancellationToken);
            return (wanted, progress.Error is null ? null : PullFailure.FromMessage(progress.Error));
        }
        catch (DockerApiException exception)
        {
            return (reference, exception.StatusCode is HttpStatusCode.NotFound
                ? new PullFailure.Refused(Outage.Explain(exception))
                : PullFailure.FromMessage(Outage.Explain(exception)));
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or SocketException or TimeoutException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return (reference, new PullFailure.Faltered(exception.Message));
        }
    }

    /// <summary>One pull, and the jobs that wait for it: each hears of it for as long as it waits.</summary>
    private sealed class Pull
    {
        private readonly ConcurrentDictionary<Guid, Action<string>> _listeners = [];
        private readonly Lazy<Task<ImageReference>> _task;

        public Pull(Func<Action<string>, Task<ImageReference>> start) => _task = new Lazy<Task<ImageReference>>(() => start(Tell));

        public async Task<ImageReference> FollowAsync(Action<string> say, CancellationToken cancellationToken)
        {
            var listener = Guid.NewGuid();
            _listeners[listener] = say;
            try
            {
                return await _task.Value.WaitAsync(cancellationToken);
            }
            finally
            {
                _listeners.TryRemove(listener, out _);
            }
        }

        private void Tell(string line)
        {
            foreach (var say in _listeners.Values)
            {
                say(line);
            }
        }
    }
}
