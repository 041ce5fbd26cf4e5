using System.Diagnostics.CodeAnalysis;
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
using Slipway.Linux.Addresses;
using Slipway.Linux.Failures;
using Slipway.Model.Assignments;
using Slipway.Model.Events;
using Slipway.Model.Plans;
using Slipway.Model.Wire;
using Slipway.Workflows.Graphs;

namespace Slipway.Execution.Jobs;

/// <summary>Runs assignments in this process, and leaves the removal of what each has made to the process's clean-ups.</summary>
public sealed class JobRunner(JobPorts ports) : IJobRunner
{
    private const string SpinUp = "Spin up environment";
    private const string KeepStep = "Keep the job for a shell";

    public async Task<JobOutcome> RunAsync(Assignment assignment, CancellationToken cancellationToken)
    {
        var job = assignment.Job;
        var began = ports.Clock.GetTimestamp();
        ports.Recorder.Record(new JobStarted(job, assignment.Numbers.Build, assignment.Plan.Parallelism) { Time = ports.Recorder.Now });
        var outcome = MissingContext(assignment) ?? await RunInTimeAsync(assignment, cancellationToken);
        ports.Recorder.Record(new JobFinished(job, outcome, ports.Clock.GetElapsedTime(began)) { Time = ports.Recorder.Now });
        return outcome;
    }

    private static JobOutcome.Unauthorized? MissingContext(Assignment assignment)
    {
        if (!assignment.MayUseSecrets)
        {
            return null;
        }

        var missing = assignment.Plan.Contexts.Where(context => !assignment.Variables.Contexts.ContainsKey(context)).ToList();
        return missing.Count == 0
            ? null
            : new JobOutcome.Unauthorized($"context {string.Join(", ", missing)} is not given: use --context {missing[0]}=FILE or .slipway/contexts/{missing[0]}");
    }

    private async Task<JobOutcome> RunInTimeAsync(Assignment assignment, CancellationToken cancellationToken)
    {
        using var time = new JobTime(assignment.Limits, ports.Clock, cancellationToken, ports.AbortToken);
        return time.Judge(await new JobRunner(ports with { AbortToken = time.Aborting }).TryRunAsync(assignment, time.Ending));
    }

    [SuppressMessage("Design", "CA1031", Justification = "The top of a job: whatever it is, the run's other jobs go on and everything is cleaned up.")]
    private async Task<JobOutcome> TryRunAsync(Assignment assignment, CancellationToken cancellationToken)
    {
        try
        {
            return await RunInSpaceAsync(assignment, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new JobOutcome.Canceled();
        }
        catch (Exception exception)
        {
            return new JobOutcome.InfrastructureFailed(exception.Message);
        }
    }

    private async Task<JobOutcome> RunInSpaceAsync(Assignment assignment, CancellationToken cancellationToken)
    {
        var plan = assignment.Plan;
        var variables = new JobVariables(
            assignment.Variables.Project,
            [.. plan.Contexts.Select(context => assignment.Variables.Contexts.GetValueOrDefault(context)).OfType<IReadOnlyDictionary<string, string>>()],
            BuiltInVariables.For(assignment.Run, plan, assignment.Job, assignment.Numbers),
            plan.Environment);
        var subnet = new TaskCompletionSource<Ipv4Network>(TaskCreationOptions.RunContinuationsAsynchronously);
        var engine = LeaseEngine(assignment, subnet.Task, cancellationToken);
        IJobSpace? space = null;
        JobOutcome outcome = new JobOutcome.InfrastructureFailed("the job came to no end");
        try
        {
            (space, outcome) = await Outage.TellAsync(OpenAsync(assignment, log => RequestFor(assignment, variables, log, subnet), cancellationToken));
            if (space is not null)
            {
                outcome = await Outage.TellAsync(RunStepsAsync(
                    new JobContext { Assignment = assignment, Ports = ports, Space = space, Variables = variables, Engine = engine, Upstream = Upstream(assignment) },
                    cancellationToken));
            }
        }
        catch (AgentException exception)
        {
            outcome = new JobOutcome.InfrastructureFailed(exception.Message);
        }
        catch (InfrastructureException exception)
        {
            outcome = new JobOutcome.InfrastructureFailed(exception.Message);
        }
        finally
        {
            ports.CleanUps.Add(LeaveAsync(space, engine, outcome is JobOutcome.Passed));
        }

        return outcome;
    }

    private static UpstreamJobs Upstream(Assignment assignment) => new(
        assignment.Upstream.Select(job => new GraphJob(job.Name, JobKind.Build, [.. job.Requires.Select(required => new Requirement(required, []))])), assignment.Job.Job);

    private static async Task LeaveAsync(IJobSpace? space, JobEngine? engine, bool succeeded)
    {
        // The engine first: a job that starts later is to see that its layers are on their way.
        var releasing = space is { IsKept: true } ? null : engine?.ReleaseAsync(succeeded, CancellationToken.None);
        await (space?.EndAsync(succeeded) ?? Task.CompletedTask);
        await (releasing ?? Task.CompletedTask);
        engine?.Dispose();
    }

    private JobSpaceRequest RequestFor(Assignment assignment, JobVariables variables, StepLog log, TaskCompletionSource<Ipv4Network> subnet)
    {
        var secrets = variables.Secrets;
        return new JobSpaceRequest
        {
            Id = Guid.NewGuid().ToString("N")[..12],
            Run = assignment.Run.RunId,
            Job = assignment.Job.ToString(),
            State = ports.StateMark,
            Images = assignment.Plan.Executor is ExecutorPlan.Docker docker ? [.. docker.Images.Select(image => image with { Image = VariableText.Expand(image.Image, secrets) })] : [],
            Machine = assignment.Plan.Executor is ExecutorPlan.Machine machine ? MachineFor(assignment, machine) : null,
            Limits = JobLimits.For(assignment.Plan.ResourceClass, ports.Spaces.Machine),
            Requested = ports.Requested,
            CleanUps = ports.CleanUps,
            Logins = new RegistryLogins(secrets, withMachines: assignment.Run.Trust.IsTrusted || assignment.Choices.Untrusted.Logins),
            ExtraHosts = assignment.Choices.ExtraHosts,
            Say = log.Say,
            SubnetKnown = subnet.SetResult,
        };
    }

    private JobEngine? LeaseEngine(Assignment assignment, Task<Ipv4Network> subnet, CancellationToken cancellationToken)
    {
        if (assignment.Plan.Executor is ExecutorPlan.Machine || assignment.Plan.Steps.OfType<SetupRemoteDockerStep>().FirstOrDefault() is not { } step)
        {
            return null;
        }

        var request = EngineFor(assignment, step.DockerLayerCaching) with
        {
            Version = step.Version,
            Limits = JobLimits.EngineFor(assignment.Plan.ResourceClass, ports.Spaces.Machine),
        };
        return new JobEngine(ports.Engines, request, subnet, cancellationToken);
    }

    private EngineRequest MachineFor(Assignment assignment, ExecutorPlan.Machine machine) => EngineFor(assignment, machine.DockerLayerCaching) with
    {
        Machine = machine.Image ?? MachineImageName.Default,
        Limits = JobLimits.MachineFor(assignment.Plan.ResourceClass, ports.Spaces.Machine),
    };

    private static EngineRequest EngineFor(Assignment assignment, bool keepsLayers) => new()
    {
        LayerCache = keepsLayers ? new LayerCacheKey(assignment.Run.Project.Key, assignment.Run.Trust.Name) : null,
        Owner = $"run {assignment.Run.RunId} job {assignment.Job.Job}",
        OwnerProcess = Environment.ProcessId,
    };

    /// <returns>The open space, or null and what the job came to.</returns>
    private async Task<(IJobSpace? Space, JobOutcome Outcome)> OpenAsync(Assignment assignment, Func<StepLog, JobSpaceRequest> request, CancellationToken cancellationToken)
    {
        await using var log = new StepLog(ports.Recorder, assignment.Job, assignment.Attempt, 0, SpinUp, ports.Clock);
        var began = ports.Clock.GetTimestamp();
        ports.Recorder.Record(new StepStarted(assignment.Job, 0, SpinUp, log.Id) { Time = ports.Recorder.Now });
        var (space, step, outcome) = await TryOpenAsync(request(log), log, cancellationToken);
        ports.Recorder.Record(new StepFinished(assignment.Job, 0, step, ports.Clock.GetElapsedTime(began)) { Time = ports.Recorder.Now });
        return (space, outcome);
    }

    private async Task<(IJobSpace? Space, StepOutcome Step, JobOutcome Job)> TryOpenAsync(JobSpaceRequest request, StepLog log, CancellationToken cancellationToken)
    {
        try
        {
            using var heard = request.Machine is null ? null : ports.EngineNotices.Follow(log.Say);
            return (await Outage.TellAsync(ports.Spaces.OpenAsync(request, ports.AbortToken, cancellationToken)), new StepOutcome.Passed(), new JobOutcome.Passed());
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
        catch (InfrastructureException exception)
        {
            log.Say(exception.Message);
            return (null, new StepOutcome.InfrastructureFailed(exception.Message), new JobOutcome.InfrastructureFailed(exception.Message));
        }
    }

    private async Task<JobOutcome> RunStepsAsync(JobContext job, CancellationToken cancellationToken)
    {
        try
        {
            await OfferTestTimingsAsync(job, cancellationToken);
            await using var continuation = await ContinuationEndpoint.OpenAsync(job, cancellationToken);
            await using var keys = await SshAgentSocket.OpenAsync(job, cancellationToken);
            await using var steps = new StepSequence(job with { SshAgent = keys });
            var outcome = await steps.RunAsync(cancellationToken).WaitAsync(ports.AbortToken);
            await Task.WhenAll(ServiceLogs.KeepAsync(job), job.Engine?.EndWatchAsync() ?? Task.CompletedTask).WaitAsync(ports.AbortToken);
            if (job.Assignment.Choices.KeepOnFailure && outcome is JobOutcome.Failed or JobOutcome.TimedOut)
            {
                await KeepAsync(job, steps.FailedStep as RunStep);
            }

            return outcome;
        }
        catch (OperationCanceledException) when (IsStopped(cancellationToken))
        {
            return new JobOutcome.Canceled();
        }
    }

    /// <summary>Puts what is known where the agent's commands look for it.</summary>
    private static async Task OfferTestTimingsAsync(JobContext job, CancellationToken cancellationToken)
    {
        if (job.Assignment.TestTimings is { } known)
        {
            using var content = new MemoryStream(known.ToArray(), writable: false);
            await job.Agent.WriteFileAsync($"{job.Agent.Hello.TaskDirectory}/circle-test-results/results.json", content, cancellationToken);
        }
    }

    private bool IsStopped(CancellationToken cancellationToken) => cancellationToken.IsCancellationRequested || ports.AbortToken.IsCancellationRequested;

    /// <summary>As a step that is left out, for that is seen wherever the job is looked at.</summary>
    private async Task TellUnkeptAsync(JobContext job, string reason)
    {
        var step = job.Plan.Steps.Count + 1;
        await using (var log = job.OpenLog(step, KeepStep))
        {
            ports.Recorder.Record(new StepStarted(job.Ref, step, KeepStep, log.Id) { Time = ports.Recorder.Now });
            log.Say($"Not kept: {reason}");
        }

        ports.Recorder.Record(new StepFinished(job.Ref, step, new StepOutcome.Skipped(reason), TimeSpan.Zero) { Time = ports.Recorder.Now });
    }

    /// <param name="failed">Where the shell is to be; null: the job's own folder.</param>
    private async Task KeepAsync(JobContext job, RunStep? failed)
    {
        var limits = ports.Recorder.Storage.Limits;
        if (ports.Kept.Read().Count >= limits.KeptJobs)
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

            await RecordKeptAsync(job, failed, container);
        }
        catch (AgentLostException)
        {
            // There is no container left to keep.
        }
    }

    private async Task RecordKeptAsync(JobContext job, RunStep? failed, KeptContainer container)
    {
        var home = job.Agent.Hello.Home.TrimEnd('/');
        var directory = await FindDirectoryAsync(job, failed);
        var environment = job.Variables.ForStep(failed?.Environment ?? new Dictionary<string, string>()).ToDictionary(pair => pair.Key, pair => pair.Value ?? "");
        environment["BASH_ENV"] = job.Agent.Hello.BashEnvironmentFile;
        var kept = new KeptSpace(job.Ref, container.Space, container.Id, directory.StartsWith('~') ? home + directory[1..] : directory, environment);
        await ports.Kept.AddAsync(kept, CancellationToken.None);
        ports.Recorder.Record(new JobKept(job.Ref, container.Id) { Time = ports.Recorder.Now });
    }

    /// <summary>The folder of the step that failed; the job's, where it failed because there is none.</summary>
    private static async Task<string> FindDirectoryAsync(JobContext job, RunStep? failed)
    {
        var own = Run.Directory(job.Plan.WorkingDirectory, failed?.WorkingDirectory);
        return own == job.Plan.WorkingDirectory || (await job.Agent.StatAsync(new PathRequest("/", own), CancellationToken.None)).Kind == PathKind.Folder ? own : job.Plan.WorkingDirectory;
    }
}
