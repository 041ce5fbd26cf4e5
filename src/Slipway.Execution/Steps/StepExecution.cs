using Slipway.Execution.Agents;
using Slipway.Execution.Failures;
using Slipway.Execution.Logs;
using Slipway.Linux.Failures;
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
            return await Outage.TellAsync(DispatchAsync(job, step, log, cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new StepOutcome.Canceled();
        }
        catch (OperationCanceledException exception)
        {
            // Nobody canceled the job: something that it waited for gave up.
            log.Say(exception.Message);
            return new StepOutcome.InfrastructureFailed(exception.Message);
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
            return await LostContainer.ExplainAsync(job.Space, exception.Reason);
        }
        catch (InfrastructureException exception)
        {
            log.Say(exception.Message);
            return new StepOutcome.InfrastructureFailed(exception.Message);
        }
    }

    private static Task<StepOutcome> DispatchAsync(JobContext job, StepPlan step, StepLog log, CancellationToken cancellationToken) => step switch
    {
        RunStep run => Run.RunAsync(job, run, log, cancellationToken),
        CheckoutStep checkout => Checkout.RunAsync(job, checkout, log, cancellationToken),
        SaveCacheStep save => SaveCache.RunAsync(job, save, log, cancellationToken),
        RestoreCacheStep restore => RestoreCache.RunAsync(job, restore, log, cancellationToken),
        PersistToWorkspaceStep persist => PersistToWorkspace.RunAsync(job, persist, log, cancellationToken),
        AttachWorkspaceStep attach => AttachWorkspace.RunAsync(job, attach, log, cancellationToken),
        StoreArtifactsStep store => StoreArtifacts.RunAsync(job, store, log, cancellationToken),
        StoreTestResultsStep store => StoreTestResults.RunAsync(job, store, log, cancellationToken),
        AddSshKeysStep keys => AddSshKeys.RunAsync(job, keys, log, cancellationToken),
        SetupRemoteDockerStep setup => SetupRemoteDocker.RunAsync(job, setup, log, cancellationToken),
        _ => throw new JobFailedException($"the step «{step.Name}» cannot run here: this version does not know its kind"),
    };
}
