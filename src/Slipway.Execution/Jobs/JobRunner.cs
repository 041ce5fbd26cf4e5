using Slipway.Engines.Addresses;
using Slipway.Engines.Leases;
using Slipway.Execution.Agents;
using Slipway.Execution.Failures;
using Slipway.Execution.Images;
using Slipway.Execution.JobSpaces;
using Slipway.Execution.Limits;
using Slipway.Execution.Logs;
using Slipway.Execution.RemoteDocker;
using Slipway.Execution.Runs;
using Slipway.Execution.State;
using Slipway.Execution.Steps;
using Slipway.Execution.Variables;
using Slipway.Model.Events;
using Slipway.Model.Plans;
using Slipway.Workflows.Graphs;

namespace Slipway.Execution.Jobs;

/// <summary>Runs one node of a job from its network to its result, and leaves the removal to the run's clean-ups.</summary>
/// <param name="workflow">All jobs of the job's workflow.</param>
public sealed class JobRunner(RunScope run, IReadOnlyList<GraphJob> workflow)
{
    private const string SpinUp = "Spin up environment";
    private const string KeepStep = "Keep the job for a shell";

    /// <param name="plan">A build job in the docker executor.</param>
    /// <param name="job">Which node of it.</param>
    /// <param name="numbers">Its numbers and ids.</param>
    /// <param name="cancellationToken">Cancels the job in order: processes get SIGTERM and time to end.</param>
    public async Task<JobOutcome> RunAsync(JobPlan plan, JobRef job, JobNumbers numbers, CancellationToken cancellationToken)
    {
        var began = run.Clock.GetTimestamp();
        run.Recorder.Record(new JobStarted(job, numbers.Build, plan.Parallelism) { Time = run.Recorder.Now });
        var outcome = MissingContext(plan) ?? await RunInSpaceAsync(plan, job, numbers, cancellationToken);
        run.Recorder.Record(new JobFinished(job, outcome, run.Clock.GetElapsedTime(began)) { Time = run.Recorder.Now });
        return outcome;
    }

    private JobOutcome.Unauthorized? MissingContext(JobPlan plan)
    {
        if (!run.MayUseSecrets)
        {
            return null;
        }

        var missing = plan.Contexts.Where(context => !run.Variables.Contexts.ContainsKey(context)).ToList();
        return missing.Count == 0
            ? null
            : new JobOutcome.Unauthorized($"context {string.Join(", ", missing)} is not given: use --context {missing[0]}=FILE or .slipway/contexts/{missing[0]}");
    }

    private async Task<JobOutcome> RunInSpaceAsync(JobPlan plan, JobRef job, JobNumbers numbers, CancellationToken cancellationToken)
    {
        var variables = new JobVariables(
            run.Variables.Project,
            [.. plan.Contexts.Select(context => run.Variables.Contexts.GetValueOrDefault(context)).OfType<IReadOnlyDictionary<string, string>>()],
            BuiltInVariables.For(run.Facts, plan, job, numbers),
            plan.Environment);
        var subnet = new TaskCompletionSource<Ipv4Network>(TaskCreationOptions.RunContinuationsAsynchronously);
        var engine = HoldEngine(plan, job, subnet.Task, cancellationToken);
        IJobSpace? space = null;
        JobOutcome outcome = new JobOutcome.InfrastructureFailed("the job came to no end");
        try
        {
            (space, outcome) = await OpenAsync(log => RequestFor(plan, job, variables, log, subnet), job, cancellationToken);
            if (space is not null)
            {
                outcome = await RunStepsAsync(
                    new JobContext { Run = run, Plan = plan, Ref = job, Numbers = numbers, Space = space, Variables = variables, Engine = engine, Upstream = new UpstreamJobs(workflow, plan.Name) },
                    cancellationToken);
            }
        }
        catch (Exception exception) when (Outage.Includes(exception) || exception is AgentException or AgentLostException)
        {
            outcome = new JobOutcome.InfrastructureFailed(exception.Message);
        }
        finally
        {
            run.CleanUps.Add(LeaveAsync(space, engine, outcome is JobOutcome.Passed));
        }

        return outcome;
    }

    private static async Task LeaveAsync(IJobSpace? space, EngineHold? engine, bool succeeded)
    {
        // The engine first: a job that starts later is to see that its layers are on their way.
        var releasing = space is { IsKept: true } ? null : engine?.ReleaseAsync(succeeded, CancellationToken.None);
        await (space?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (releasing ?? Task.CompletedTask);
        engine?.Dispose();
    }

    private JobSpaceRequest RequestFor(JobPlan plan, JobRef job, JobVariables variables, StepLog log, TaskCompletionSource<Ipv4Network> subnet)
    {
        var secrets = variables.Secrets;
        return new JobSpaceRequest
        {
            Id = Guid.NewGuid().ToString("N")[..12],
            Run = run.Facts.RunId,
            Job = job.ToString(),
            State = run.StateMark,
            Images = [.. ((ExecutorPlan.Docker)plan.Executor!).Images.Select(image => image with { Image = VariableText.Expand(image.Image, secrets) })],
            Limits = JobLimits.For(plan.ResourceClass, run.Spaces.Machine),
            Requested = run.Requested,
            CleanUps = run.CleanUps,
            Logins = new RegistryLogins(secrets, withMachines: run.Facts.Trust.IsTrusted || run.Choices.Untrusted.Logins),
            ExtraHosts = run.Choices.ExtraHosts,
            Say = log.Say,
            SubnetKnown = subnet.SetResult,
        };
    }

    private EngineHold? HoldEngine(JobPlan plan, JobRef job, Task<Ipv4Network> subnet, CancellationToken cancellationToken)
    {
        if (plan.Steps.OfType<SetupRemoteDockerStep>().FirstOrDefault() is not { } step)
        {
            return null;
        }

        var request = new EngineRequest
        {
            Version = step.Version,
            Limits = JobLimits.EngineFor(plan.ResourceClass, run.Spaces.Machine),
            LayerCache = step.DockerLayerCaching ? run.Facts.LayerCaches : null,
            Owner = $"run {run.Facts.RunId} job {job.Job}",
            OwnerProcess = Environment.ProcessId,
        };
        return new EngineHold(run.Engines, request, subnet, cancellationToken);
    }

    /// <returns>The open space, or null and what the job came to.</returns>
    private async Task<(IJobSpace? Space, JobOutcome Outcome)> OpenAsync(Func<StepLog, JobSpaceRequest> request, JobRef job, CancellationToken cancellationToken)
    {
        await using var log = new StepLog(run.Recorder, job, 0, SpinUp, run.Clock);
        var began = run.Clock.GetTimestamp();
        run.Recorder.Record(new StepStarted(job, 0, SpinUp, log.RelativePath) { Time = run.Recorder.Now });
        var (space, step, outcome) = await TryOpenAsync(request(log), log, cancellationToken);
        run.Recorder.Record(new StepFinished(job, 0, step, run.Clock.GetElapsedTime(began)) { Time = run.Recorder.Now });
        return (space, outcome);
    }

    private async Task<(IJobSpace? Space, StepOutcome Step, JobOutcome Job)> TryOpenAsync(JobSpaceRequest request, StepLog log, CancellationToken cancellationToken)
    {
        try
        {
            return (await run.Spaces.OpenAsync(request, run.AbortToken, cancellationToken), new StepOutcome.Passed(), new JobOutcome.Passed());
        }
        catch (OperationCanceledException) when (IsStopped(cancellationToken))
        {
            return (null, new StepOutcome.Canceled(), new JobOutcome.Canceled());
        }
        catch (JobFailedException exception)
        {
            log.Say(exception.Message);
            return (null, new StepOutcome.Failed(null, exception.Message), new JobOutcome.Failed(exception.Message));
        }
        catch (Exception exception) when (Outage.Includes(exception))
        {
            log.Say(exception.Message);
            return (null, new StepOutcome.InfrastructureFailed(exception.Message), new JobOutcome.InfrastructureFailed(exception.Message));
        }
    }

    private async Task<JobOutcome> RunStepsAsync(JobContext job, CancellationToken cancellationToken)
    {
        try
        {
            await run.TestTimings.OfferAsync(job.Agent, cancellationToken);
            await using var continuation = await ContinuationEndpoint.OpenAsync(job, cancellationToken);
            await using var steps = new StepSequence(job);
            var outcome = await steps.RunAsync(cancellationToken).WaitAsync(run.AbortToken);
            await Task.WhenAll(ServiceLogs.KeepAsync(job), job.Engine?.EndWatchAsync() ?? Task.CompletedTask).WaitAsync(run.AbortToken);
            if (run.Choices.KeepOnFailure && outcome is JobOutcome.Failed or JobOutcome.TimedOut)
            {
                await KeepAsync(job);
            }

            return outcome;
        }
        catch (OperationCanceledException) when (IsStopped(cancellationToken))
        {
            return new JobOutcome.Canceled();
        }
    }

    private bool IsStopped(CancellationToken cancellationToken) => cancellationToken.IsCancellationRequested || run.AbortToken.IsCancellationRequested;

    /// <summary>As a step that is left out, for that is seen wherever the job is looked at.</summary>
    private async Task TellUnkeptAsync(JobContext job, string reason)
    {
        var step = job.Plan.Steps.Count + 1;
        await using (var log = new StepLog(run.Recorder, job.Ref, step, KeepStep, run.Clock))
        {
            run.Recorder.Record(new StepStarted(job.Ref, step, KeepStep, log.RelativePath) { Time = run.Recorder.Now });
            log.Say($"Not kept: {reason}");
        }

        run.Recorder.Record(new StepFinished(job.Ref, step, new StepOutcome.Skipped(reason), TimeSpan.Zero) { Time = run.Recorder.Now });
    }

    private async Task KeepAsync(JobContext job)
    {
        var limits = run.Recorder.Storage.Limits;
        if (KeptSpace.ReadAll(run.Recorder.Folder).Count >= limits.KeptJobs)
        {
            await TellUnkeptAsync(job, $"a run keeps at most {limits.Count(limits.KeptJobs, "jobs", "keptJobs")}");
            return;
        }

        try
        {
            var container = await job.Space.KeepAsync(CancellationToken.None);
            if (job.Engine is { } engine)
            {
                // It goes with the primary container, whoever removes that.
                await engine.LeaveAsync(container.Process, CancellationToken.None);
            }

            await RecordKeptAsync(job, container);
        }
        catch (AgentLostException)
        {
            // There is no container left to keep.
        }
    }

    private async Task RecordKeptAsync(JobContext job, KeptContainer container)
    {
        var home = job.Agent.Hello.Home.TrimEnd('/');
        var directory = job.Plan.WorkingDirectory;
        var environment = job.Variables.ForStep(new Dictionary<string, string>()).ToDictionary(pair => pair.Key, pair => pair.Value ?? "");
        environment["BASH_ENV"] = job.Agent.Hello.BashEnvironmentFile;
        var kept = new KeptSpace(job.Ref, container.Space, container.Id, directory.StartsWith('~') ? home + directory[1..] : directory, environment);
        await kept.AppendToAsync(run.Recorder.Folder, CancellationToken.None);
        run.Recorder.Record(new JobKept(job.Ref, container.Id) { Time = run.Recorder.Now });
    }
}
