using Slipway.Execution.Agents;
using Slipway.Execution.Jobs;
using Slipway.Execution.Logs;
using Slipway.Execution.RemoteDocker;
using Slipway.Model.Events;
using Slipway.Model.Plans;

namespace Slipway.Execution.Steps;

/// <summary>Runs one step of any kind and turns whatever can go wrong into its outcome.</summary>
internal static class StepExecution
{
    public static async Task<StepOutcome> RunAsync(JobContext job, StepPlan step, StepLog log, CancellationToken cancellationToken)
    {
        try
        {
            return await DispatchAsync(job, step, log, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return new StepOutcome.Canceled();
        }
        catch (AgentException exception)
        {
            log.Say(exception.Message);
            return new StepOutcome.Failed(null, exception.Message);
        }
        catch (JobFailedException exception)
        {
            log.Say(exception.Message);
            return new StepOutcome.Failed(null, exception.Message);
        }
        catch (AgentLostException exception)
        {
            return await LostContainer.ExplainAsync(job.Space, exception.Message);
        }
        catch (Exception exception) when (exception is InfrastructureException or IOException or UnauthorizedAccessException)
        {
            return new StepOutcome.InfrastructureFailed(exception.Message);
        }
    }

    private static Task<StepOutcome> DispatchAsync(JobContext job, StepPlan step, StepLog log, CancellationToken cancellationToken) => step switch
    {
        RunStep run => RunStepExecution.RunAsync(job, run, log, cancellationToken),
        SetupRemoteDockerStep setup => SetupRemoteDocker.RunAsync(job, setup, log, cancellationToken),
        CheckoutStep checkout => CheckoutExecution.RunAsync(job, checkout, log, cancellationToken),
        StoreArtifactsStep store => StoreExecution.ArtifactsAsync(job, store, log, cancellationToken),
        StoreTestResultsStep store => StoreExecution.TestResultsAsync(job, store, log, cancellationToken),
        PersistToWorkspaceStep persist => WorkspaceExecution.PersistAsync(job, persist, log, cancellationToken),
        AttachWorkspaceStep attach => WorkspaceExecution.AttachAsync(job, attach, log, cancellationToken),
        SaveCacheStep save => CacheExecution.SaveAsync(job, save, log, cancellationToken),
        RestoreCacheStep restore => CacheExecution.RestoreAsync(job, restore, log, cancellationToken),
        AddSshKeysStep => AddSshKeysExecution.RunAsync(job, log, cancellationToken),
        _ => throw new JobFailedException($"this step cannot run here: {step.GetType().Name}"),
    };
}
