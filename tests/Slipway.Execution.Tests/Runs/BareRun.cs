using Slipway.Engines.Leases;
using Slipway.Execution.Blobs;
using Slipway.Execution.Bounds;
using Slipway.Execution.Events;
using Slipway.Execution.Masking;
using Slipway.Execution.Ownership;
using Slipway.Execution.Runs;
using Slipway.Execution.State;
using Slipway.Execution.Steps;
using Slipway.Execution.TestResults;
using Slipway.Execution.Variables;
using Slipway.Model.Assignments;
using Slipway.Model.Events;
using Slipway.Model.Plans;
using Slipway.Workflows.Graphs;

namespace Slipway.Execution.Tests.Runs;

/// <summary>A run in a state folder of its own, with no Docker: for all that needs no container.</summary>
internal sealed class BareRun : IRunObserver, IDisposable
{
    private readonly FolderJournal _journal;
    private readonly bool _ownsState;

    public BareRun(StateFolder? state = null, string id = "1", TrustScope? trust = null, StorageLimits? limits = null, Func<string, DiskSpace>? disk = null, string[]? secrets = null)
    {
        _ownsState = state is null;
        State = state ?? new StateFolder(Directory.CreateTempSubdirectory("slipway-run-").FullName);
        var folder = new RunFolder(id, Path.Combine(State.Runs, id));
        Directory.CreateDirectory(folder.Path);
        var bounds = limits ?? new StorageLimits();
        var reserve = new DiskReserve(State.Path, bounds, disk);
        _journal = new FolderJournal(folder, bounds, reserve);
        var recorder = new RunRecorder(new ShownJournal(_journal, [this]), new SecretPatterns(secrets ?? []), TimeProvider.System, new RunStorage(bounds, reserve));
        Scope = new RunScope
        {
            Facts = new RunFacts
            {
                RunId = id,
                PipelineNumber = 1,
                PipelineId = Guid.Empty,
                Project = new ProjectFacts("project-1", Guid.Empty, "owner", "name", null, folder.Path),
                Trust = trust ?? TrustScope.Trusted,
                User = "somebody",
                Config = ".circleci/config.yml",
            },
            Recorder = recorder,
            Folder = folder,
            Variables = new VariableSets(new Dictionary<string, string>(), new Dictionary<string, IReadOnlyDictionary<string, string>>()),
            Source = new JobSource.WorkingTree(folder.Path, null),
            Choices = new JobChoices { ExtraHosts = [], Untrusted = new UntrustedGrants() },
            ParallelJobs = 4,
            Clock = TimeProvider.System,
            State = State,
            TestTimings = new TestTimings(State.Timings("project-1", (trust ?? TrustScope.Trusted).Name), trust is null ? null : State.Timings("project-1")),
        };
        Ports = new JobPorts
        {
            Recorder = recorder,
            Folder = folder,
            Spaces = null!,
            Engines = new Lazy<IEngineHost>(() => throw new InvalidOperationException("There are no engines here.")),
            Blobs = new FolderBlobStore(State.Blobs, TimeProvider.System),
            CleanUps = new CleanUps(),
            Clock = TimeProvider.System,
            State = State,
            StateMark = StateMark.Of(State),
            Requested = new RequestedParts(folder),
            FindDistrustAsync = (_, _) => Task.FromResult<string?>(null),
        };
    }

    public StateFolder State { get; }

    public RunScope Scope { get; }

    public JobPorts Ports { get; }

    public List<RunEvent> Events { get; } = [];

    /// <summary>Called with all output; may throw.</summary>
    public Action<string> Wrote { get; set; } = _ => { };

    /// <summary>The assignment of the first node of a job in the workflow <c>main</c>.</summary>
    /// <param name="plans">The jobs that end before the last of them, and that one.</param>
    public Assignment Assign(params JobPlan[] plans) => new()
    {
        Plan = plans[^1],
        Job = new JobRef("main", plans[^1].Name),
        Attempt = 1,
        Numbers = new JobNumbers(1, Guid.Empty, Guid.Empty, Guid.Empty),
        Run = Scope.Facts,
        Source = Scope.Source,
        Variables = new AssignedVariables(Scope.Variables.Project, Scope.Variables.Contexts, []),
        Upstream = [.. plans.Select(plan => new UpstreamJob(plan.Name, [.. plan.Requires.Select(requirement => requirement.Job)]))],
        Choices = Scope.Choices,
        Limits = Scope.Recorder.Storage.Limits,
    };

    /// <summary>A job whose steps need no container.</summary>
    public JobContext Context(params JobPlan[] plans)
    {
        var nothing = new Dictionary<string, string>();
        return new JobContext
        {
            Assignment = Assign(plans),
            Ports = Ports,
            Space = null!,
            Variables = new JobVariables(nothing, [], nothing, nothing),
            Upstream = new UpstreamJobs(plans.Select(GraphJob.Of), plans[^1].Name),
            Engine = null,
        };
    }

    /// <summary>Called with all events.</summary>
    public Action<RunEvent> Saw { get; set; } = _ => { };

    void IRunObserver.Happened(RunEvent value)
    {
        Events.Add(value);
        Saw(value);
    }

    void IRunObserver.Wrote(JobRef job, int step, ReadOnlySpan<byte> output) => Wrote(System.Text.Encoding.UTF8.GetString(output));

    public void Dispose()
    {
        _journal.Dispose();
        if (_ownsState)
        {
            Directory.Delete(State.Path, recursive: true);
        }
    }
}
