using System.CommandLine;
using Slipway.Cli.Configuration;
using Slipway.Cli.Diagnostics;
using Slipway.Cli.Repositories;
using Slipway.Cli.Settings;
using Slipway.Config.Compilation;
using Slipway.Config.PipelineValues;
using Slipway.Execution.Daemons;
using Slipway.Execution.Jobs;
using Slipway.Execution.JobSpaces;
using Slipway.Execution.Networks;
using Slipway.Execution.Ownership;
using Slipway.Execution.Runs;
using Slipway.Execution.Workflows;
using Slipway.Model.Events;
using Slipway.Model.Plans;

namespace Slipway.Cli.Running;

/// <summary>One run from the command line: prepared as far as possible before Docker is needed, then run to its summary.</summary>
internal sealed class RunSession
{
    private readonly RunOptions _options;
    private readonly ParseResult _result;
    private readonly Interrupts _interrupts;
    private readonly Plan _plan;
    private readonly RunFacts _facts;
    private readonly RunFolder _folder;
    private readonly StateFolder _state;
    private readonly VariableSets _variables;
    private readonly TimeProvider _clock = TimeProvider.System;

    private RunSession(RunOptions options, ParseResult result, Interrupts interrupts, Plan plan, RunFacts facts, StateFolder state, VariableSets variables)
    {
        _options = options;
        _result = result;
        _interrupts = interrupts;
        _plan = plan;
        _facts = facts;
        _state = state;
        _variables = variables;
        _folder = new RunFolder(facts.RunId, Path.Combine(state.Runs, facts.RunId));
    }

    /// <returns>Null when the config is invalid.</returns>
    public static async Task<RunSession?> PrepareAsync(RunOptions options, CompileInputs inputs, ParseResult result, Interrupts interrupts)
    {
        var folder = Directory.GetCurrentDirectory();
        var project = ProjectReader.FindFolder(folder);
        var git = WithChoices(options, result, await GitFactsReader.ReadAsync(folder, interrupts.Cancel));
        var variables = VariableSources.Read(options, result, project);
        var file = result.GetValue(options.Plan);
        var state = StateFolder.FromEnvironment();
        var source = file is null ? ConfigFile.Read(result.GetValue(options.Config), folder) : null;
        var facts = await FactsAsync(ProjectReader.Read(project, git), git, source?.File ?? file!, state, interrupts.Cancel);
        var whole = source is null
            ? PlanJson.Read(await File.ReadAllTextAsync(file!, interrupts.Cancel))
            : await CompileAsync(inputs, result, source, facts, git, interrupts.Cancel);
        if (whole is null)
        {
            return null;
        }

        var plan = PlanChoice.Select(options, result, whole, git, Console.Error);
        return new RunSession(options, result, interrupts, plan, facts, state, variables);
    }

    public async Task<RunOutcome> RunAsync()
    {
        Directory.CreateDirectory(_folder.Path);
        await File.WriteAllTextAsync(_folder.Owner, OwnerProcess.Current.ToString(), _interrupts.Cancel);
        await File.WriteAllTextAsync(_folder.Plan, PlanJson.Write(_plan), _interrupts.Cancel);
        using var docker = await HostDocker.ConnectAsync(Environment.GetEnvironmentVariable("DOCKER_HOST"), _interrupts.Cancel);
        await using var output = Console.OpenStandardOutput();
        var summary = new RunSummary(_folder);
        var view = View(output);
        using var recorder = new RunRecorder(_folder, [view, summary], _clock);
        var began = _clock.GetTimestamp();
        recorder.Record(Started(recorder.Now));
        var outcome = await RunPipelineAsync(docker, recorder);
        var duration = _clock.GetElapsedTime(began);
        recorder.Record(new RunFinished(outcome, duration) { Time = recorder.Now });
        (view as IDisposable)?.Dispose();
        if (!_result.GetValue(_options.Json))
        {
            summary.Write(Console.Out, outcome, duration);
        }

        return outcome;
    }

    private async Task<RunOutcome> RunPipelineAsync(HostDocker docker, RunRecorder recorder)
    {
        var cleanUps = new CleanUps();
        var scope = new RunScope
        {
            Facts = _facts,
            Recorder = recorder,
            Spaces = new SpaceMaker(
                docker,
                new(docker.Client, _result.GetValue(_options.Pull), _clock),
                new SubnetPool(),
                AgentProgram.Load(AgentFile()),
                _clock),
            Engines = new(() => throw new InfrastructureException("There is no engine host.")),
            Variables = _variables,
            Choices = Choices(),
            CleanUps = cleanUps,
            Clock = _clock,
            AbortToken = _interrupts.Abort,
            State = _state,
        };
        using var approver = new ConsoleApprover(Console.In, Console.Error);
        var canAsk = !Console.IsInputRedirected && !_result.GetValue(_options.Json);
        var outcome = await new PipelineRunner(scope, canAsk ? approver.AskAsync : (_, _, _) => Task.FromResult(false)).RunAsync(_plan, null, _interrupts.Cancel);
        foreach (var failure in await cleanUps.FinishAsync(CancellationToken.None))
        {
            await Console.Error.WriteLineAsync($"slipway: clean-up: {failure}; `slipway runs reap` tries again");
        }

        return outcome;
    }

    private static async Task<Plan?> CompileAsync(
        CompileInputs inputs, ParseResult result, ConfigSource source, RunFacts facts, GitFacts git, CancellationToken cancellationToken)
    {
        var values = PipelineValueSet.FromGit(git, facts.PipelineNumber, facts.PipelineId.ToString());
        var compiled = await inputs.CompileAsync(result, source, Directory.GetCurrentDirectory(), values, cancellationToken);
        CompileReport.Write(compiled, Console.Error);
        return compiled.Plan;
    }

    private IRunObserver View(Stream output) => (_result.GetValue(_options.Json), Live: IsLive()) switch
    {
        (true, _) => new JsonView(output, _clock),
        (_, Live: true) => new LiveView(Console.Out, () => (Console.WindowWidth, Console.WindowHeight), _clock),
        _ => new PlainView(output, _result.GetValue(_options.Quiet)),
    };

    private bool IsLive() =>
        !Console.IsOutputRedirected && !_result.GetValue(_options.Plain) && Environment.GetEnvironmentVariable("TERM") is not (null or "dumb");

    private RunChoices Choices() => new()
    {
        KeepOnFailure = _result.GetValue(_options.Keep) is not null,
        ParallelJobs = Math.Max(1, _result.GetValue(_options.Jobs)),
        Approvals = _result.GetValue(_options.Approve) ?? [],
        Revision = _result.GetValue(_options.Revision),
        ExtraHosts = JobSettingsFile.Load(_facts.Project.Folder).ExtraHosts,
    };

    private RunStarted Started(DateTimeOffset now) => new()
    {
        Time = now,
        Run = _facts.RunId,
        Project = $"{_facts.Project.Owner}/{_facts.Project.Name}",
        PipelineNumber = _facts.PipelineNumber,
        Branch = _facts.Branch,
        Tag = _facts.Tag,
        Revision = _facts.Revision,
        Config = _facts.Config,
    };

    private static string AgentFile() => Environment.GetEnvironmentVariable("SLIPWAY_AGENT") is { Length: > 0 } given
        ? given
        : Path.Combine(AppContext.BaseDirectory, "slipway-agent");

    private static GitFacts WithChoices(RunOptions options, ParseResult result, GitFacts git)
    {
        var tag = result.GetValue(options.Tag);
        var branch = result.GetValue(options.Branch) ?? (tag is null ? git.Branch : null);
        return git with { Branch = branch, Tag = tag, Revision = result.GetValue(options.Revision) ?? git.Revision };
    }

    private static async Task<RunFacts> FactsAsync(ProjectFacts project, GitFacts git, string config, StateFolder state, CancellationToken cancellationToken)
    {
        var clock = TimeProvider.System;
        var run = await GrowingNumber.TakeAsync(Path.Combine(state.Path, "run-number"), 1, clock, cancellationToken);
        return new RunFacts
        {
            RunId = run.ToString(System.Globalization.CultureInfo.InvariantCulture),
            PipelineNumber = await GrowingNumber.TakeAsync(Path.Combine(state.Project(project.Key), "pipeline-number"), 1, clock, cancellationToken),
            PipelineId = Guid.NewGuid(),
            Project = project,
            Branch = git.Branch,
            Tag = git.Tag,
            Revision = git.Revision,
            User = Environment.UserName,
            Config = config,
        };
    }
}
