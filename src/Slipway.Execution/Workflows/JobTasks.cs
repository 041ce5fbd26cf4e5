using System.Threading.Channels;
using Slipway.Execution.Failures;
using Slipway.Linux.Failures;
using Slipway.Model.Events;
using Slipway.Workflows.Pipelines;

namespace Slipway.Execution.Workflows;

/// <summary>What is under way for the jobs of a pipeline, each a task, and what comes of it: the pipeline's inputs. Disposing it cancels what is left and waits for that.</summary>
internal sealed class JobTasks : IAsyncDisposable
{
    private readonly Channel<PipelineInput> _inputs = Channel.CreateUnbounded<PipelineInput>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Dictionary<JobAttempt, CancellationTokenSource> _cancels = [];
    private readonly List<Task> _tasks = [];
    private readonly CancellationToken _cancellationToken;
    private readonly CancellationTokenRegistration _canceling;
    private bool _isCanceled;

    /// <param name="cancellationToken">Cancels the pipeline, and all that is under way.</param>
    public JobTasks(CancellationToken cancellationToken)
    {
        _cancellationToken = cancellationToken;
        _canceling = cancellationToken.Register(() => Tell(new PipelineInput.CancelAsked()));
    }

    public void Tell(PipelineInput input) => _inputs.Writer.TryWrite(input);

    /// <summary>Waits for the next input. That the pipeline is canceled comes before what came of it.</summary>
    public async Task<PipelineInput> NextAsync()
    {
        await _inputs.Reader.WaitToReadAsync(CancellationToken.None);
        if (!_isCanceled && _cancellationToken.IsCancellationRequested)
        {
            _isCanceled = true;
            return new PipelineInput.CancelAsked();
        }

        return await _inputs.Reader.ReadAsync(CancellationToken.None);
    }

    /// <param name="job">The job that something is to be done for; one thing at a time.</param>
    /// <param name="work">Does it, and gives what came of it.</param>
    public void Start(JobAttempt job, Func<CancellationToken, Task<IReadOnlyList<PipelineInput>>> work)
    {
        if (!_cancels.TryGetValue(job, out var cancel))
        {
            cancel = CancellationTokenSource.CreateLinkedTokenSource(_cancellationToken);
            _cancels[job] = cancel;
        }

        _tasks.Add(RunAsync(job, work, cancel.Token));
    }

    public Task CancelAsync(JobAttempt job) => _cancels[job].CancelAsync();

    public async ValueTask DisposeAsync()
    {
        await _canceling.DisposeAsync();
        await Task.WhenAll(_cancels.Values.Select(cancel => cancel.CancelAsync()));
        await Task.WhenAll(_tasks);
        foreach (var cancel in _cancels.Values)
        {
            cancel.Dispose();
        }
    }

    private async Task RunAsync(JobAttempt job, Func<CancellationToken, Task<IReadOnlyList<PipelineInput>>> work, CancellationToken cancellationToken)
    {
        // Not on the thread that drives the pipeline: it has more to do before it waits.
        await Task.Yield();
        try
        {
            foreach (var input in await Outage.TellAsync(work(cancellationToken)))
            {
                Tell(input);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Tell(new PipelineInput.JobStopped(job, new JobOutcome.Canceled()));
        }
        catch (OperationCanceledException gaveUp)
        {
            Tell(new PipelineInput.JobStopped(job, new JobOutcome.InfrastructureFailed(gaveUp.Message)));
        }
        catch (InfrastructureException failure)
        {
            Tell(new PipelineInput.JobStopped(job, new JobOutcome.InfrastructureFailed(failure.Message)));
        }
        catch (Exception mistake) when (_inputs.Writer.TryComplete(mistake))
        {
            // Whoever waits for the next input gets it.
        }
    }
}
