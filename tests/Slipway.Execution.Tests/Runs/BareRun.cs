using Slipway.Engines.Leases;
using Slipway.Execution.Blobs;
using Slipway.Execution.Bounds;
using Slipway.Execution.Caches;
using Slipway.Execution.Events;
using Slipway.Execution.Jobs;
using Slipway.Execution.Masking;
using Slipway.Execution.Ownership;
using Slipway.Execution.Projects;
using Slipway.Execution.Runs;
using Slipway.Execution.State;
using Slipway.Execution.Steps;
using Slipway.Execution.Variables;
using Slipway.Execution.Workflows;
using Slipway.Execution.Workspaces;
using Slipway.Model.Assignments;
using Slipway.Model.Events;
using Slipway.Model.Plans;
using Slipway.Workflows.Graphs;

namespace Slipway.Execution.Tests.Runs;

/// <summary>A run in a state folder of its own, with no Docker: for all that needs no container.</summary>
internal sealed class BareRun : IRunObserver, IDisposable
{
    /// <summary>Nodes that run at once in a pipeline of it.</summary>
    public const int ParallelJobs = 4;

    private const string ProjectKey = "project-1";
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
        Recorder = new RunRecorder(new ShownJournal(_journal, [this]), new SecretPatterns(secrets ?? []), TimeProvider.System, new RunStorage(bounds, reserve));
        Folder = folder;
        Template = new AssignmentTemplate
        {
            Facts = new RunFacts
            {
                RunId = id,
                PipelineNumber = 1,
                PipelineId = Guid.Empty,
                Project = new ProjectFacts(ProjectKey, Guid.Empty, "owner", "name", null, folder.Path),
                Trust = trust ?? TrustScope.Trusted,
                User = "somebody",
                Config = ".circleci/config.yml",
            },
            Variables = new VariableSets(new Dictionary<string, string>(), new Dictionary<string, IReadOnlyDictionary<string, string>>()),
            Source = new JobSource.WorkingTree(folder.Path, null),
            Choices = new JobChoices { ExtraHosts = [], Untrusted = new UntrustedGrants() },
            Limits = bounds,
        };
        Ports = new JobPorts
        {
            Recorder = Recorder,
            Scratch = new ScratchFiles(folder.Incoming),
            Kept = folder.KeptSpaces,
            OpenContinuation = _ => throw new InvalidOperationException("Nothing is continued here."),
            Spaces = null!,
            Engines = new Lazy<IEngineHost>(() => throw new InvalidOperationException("There are no engines here.")),
            Blobs = new FolderBlobStore(State.Blobs, TimeProvider.System),
            Caches = new FolderCaches(State, ProjectKey, Template.Facts.Trust, TimeProvider.System),
            Workspace = new WorkspaceFile(folder.Workspace),
            CleanUps = new CleanUps(),
            Clock = TimeProvider.System,
            StateMark = StateMark.Of(State),
            Requested = new RequestedParts(folder),
            OpenSource = _ => throw new InvalidOperationException("Nothing is checked out here."),
        };
        Pipeline = new PipelinePorts
        {
            Jobs = new JobRunner(Ports),
            Recorder = Recorder,
            Project = new FolderProjectState(State, ProjectKey, Template.Facts.Trust),
            ReadTests = (job, build) => TestRecord.Read(folder, job, build),
            Approver = (_, _, _) => Task.FromResult(false),
            ContinueAsync = _ => Task.FromResult<Plan?>(null),
            Clock = TimeProvider.System,
        };
    }

    public StateFolder State { get; }

    public RunRecorder Recorder { get; }

    public RunFolder Folder { get; }

    public AssignmentTemplate Template { get; }

    public PipelinePorts Pipeline { get; }

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
        Run = Template.Facts,
        Source = Template.Source,
        Variables = new AssignedVariables(Template.Variables.Project, Template.Variables.Contexts, []),
        Upstream = [.. plans.Select(plan => new UpstreamJob(plan.Name, [.. plan.Requires.Select(requirement => requirement.Job)]))],
        Choices = Template.Choices,
        Limits = Template.Limits,
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
