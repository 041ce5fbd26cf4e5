using Slipway.Engines.Leases;
using Slipway.Execution.Bounds;
using Slipway.Execution.Events;
using Slipway.Execution.Masking;
using Slipway.Execution.Runs;
using Slipway.Execution.State;
using Slipway.Execution.TestResults;
using Slipway.Model.Events;

namespace Slipway.Execution.Tests.Runs;

/// <summary>A run in a state folder of its own, with no Docker: for all that needs no container.</summary>
internal sealed class BareRun : IRunObserver, IDisposable
{
    private readonly RunRecorder _recorder;
    private readonly bool _ownsState;

    public BareRun(StateFolder? state = null, string id = "1", TrustScope? trust = null, StorageLimits? limits = null, Func<string, DiskSpace>? disk = null, string[]? secrets = null)
    {
        _ownsState = state is null;
        State = state ?? new StateFolder(Directory.CreateTempSubdirectory("slipway-run-").FullName);
        var folder = new RunFolder(id, Path.Combine(State.Runs, id));
        Directory.CreateDirectory(folder.Path);
        _recorder = new RunRecorder(folder, [this], new SecretPatterns(secrets ?? []), TimeProvider.System, limits is null ? null : new RunStorage(limits, new DiskReserve(State.Path, limits, disk)));
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
            Recorder = _recorder,
            Spaces = null!,
            Engines = new Lazy<IEngineHost>(() => throw new InvalidOperationException("There are no engines here.")),
            Variables = new VariableSets(new Dictionary<string, string>(), new Dictionary<string, IReadOnlyDictionary<string, string>>()),
            Choices = new RunChoices { ParallelJobs = 4 },
            CleanUps = new CleanUps(),
            Clock = TimeProvider.System,
            State = State,
            TestTimings = new TestTimings(State.Timings("project-1", (trust ?? TrustScope.Trusted).Name), trust is null ? null : State.Timings("project-1")),
            StateMark = StateMark.Of(State),
            Requested = new RequestedParts(folder),
        };
    }

    public StateFolder State { get; }

    public RunScope Scope { get; }

    public List<RunEvent> Events { get; } = [];

    /// <summary>Called with all output; may throw.</summary>
    public Action<string> Wrote { get; set; } = _ => { };

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
        _recorder.Dispose();
        if (_ownsState)
        {
            Directory.Delete(State.Path, recursive: true);
        }
    }
}
