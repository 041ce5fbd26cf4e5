using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Slipway.Cli.ConfigFiles;
using Slipway.Cli.Configuration;
using Slipway.Cli.Diagnostics;
using Slipway.Cli.Exits;
using Slipway.Cli.Repositories;
using Slipway.Cli.Runs;
using Slipway.Cli.Settings;
using Slipway.Cli.Terminals;
using Slipway.Config.Compilation;
using Slipway.Config.Expressions;
using Slipway.Config.PipelineValues;
using Slipway.Config.Selection;
using Slipway.Execution.Continuations;
using Slipway.Execution.Masking;
using Slipway.Execution.Projects;
using Slipway.Execution.Runs;
using Slipway.Execution.State;
using Slipway.Linux.Failures;
using Slipway.Linux.Repositories;
using Slipway.Model.Assignments;
using Slipway.Model.Events;
using Slipway.Model.Plans;

namespace Slipway.Cli.Running;

/// <summary>Finds out what is to be run before Docker is needed: the config, the commit, the numbers, the selected plan.</summary>
internal sealed class RunPreparation(RunOptions options, CompileInputs inputs, ParseResult result)
{
    private const int MostPlanBytes = 256 << 20;

    private readonly string _folder = Directory.GetCurrentDirectory();
    private GitFacts? _git;

    /// <returns>Null when the config is invalid; what is wrong has been shown.</returns>
    public async Task<PreparedRun?> PrepareAsync(CancellationToken cancellationToken)
    {
        var project = ProjectReader.FindFolder(_folder);
        return await RepositoryQuestion.AskAsync(_folder, repository => PrepareAsync(project, repository, cancellationToken), cancellationToken);
    }

    /// <param name="project">The project's folder.</param>
    /// <param name="repository">Is open for all questions of the preparation; null: there is none.</param>
    private async Task<PreparedRun?> PrepareAsync(string project, Git? repository, CancellationToken cancellationToken)
    {
        // Each asks git by processes of its own, and a job waits for the slower one.
        var (commit, known) = (GitFactsReader.ReadAsync(repository, _folder, options.Choice(result), cancellationToken), KnownTrustAsync(repository, cancellationToken));
        await Task.WhenAll(commit, known);
        var git = _git = await commit;
        await TrackedSecrets.RefuseAsync(repository, project, cancellationToken);
        var rerun = result.GetValue(options.Rerun) is { } number ? RunArgument.Find(number) : null;
        var trust = TrustOf(rerun, await known);
        var grants = JobSettingsFile.Load(project).Untrusted ?? new UntrustedGrants();
        var variables = VariableSources.Read(options, result, project, withProjects: trust.IsTrusted || grants.Secrets);
        TrustNotice.Say(trust, grants);
        var state = StateFolder.FromEnvironment();
        state.CloseToOthers();
        if (rerun is not null)
        {
            return PrepareRerun(rerun, await FactsAsync(ProjectReader.Read(project, git), git, $"run {rerun.Id}", trust, state, cancellationToken), state, variables);
        }

        var file = result.GetValue(options.Plan);
        var source = file is null ? ConfigFile.Read(result.GetValue(options.Config), _folder) : null;
        var facts = await FactsAsync(ProjectReader.Read(project, git), git, source?.File ?? file!, trust, state, cancellationToken);
        var whole = source is null
            ? ReadPlan(file!)
            : await CompileAsync(source, facts, new CompileOptions { PipelineParameters = inputs.Parameters(result, _folder) }, new SecretPatterns([]), cancellationToken);
        if (whole is null)
        {
            return null;
        }

        var plan = PlanChoice.Select(options, result, whole, git, Terminal.Error);
        PlanChoice.Warn(options, result, plan, [.. variables.Contexts.Keys], trust.IsTrusted || grants.Secrets, whole.IsSetup, Terminal.Error);
        return new PreparedRun(plan, facts, state, variables, null, SetupOf(whole, facts, variables));
    }

    private Plan ReadPlan(string file)
    {
        try
        {
            return WorldFailure.OfFiles(() => PlanJson.Read(Encoding.UTF8.GetString(NamedFile.Read(file, _folder, MostPlanBytes))));
        }
        catch (IOException failure)
        {
            throw new UsageException($"--plan {file} cannot be read: {failure.Message}", failure);
        }
    }

    private PreparedRun PrepareRerun(RunFolder run, RunFacts now, StateFolder state, VariableSets variables)
    {
        var facts = now with { RerunOf = run.Id, Branch = now.Trust.IsTrusted ? now.Branch : BranchOf(run) ?? now.Branch };
        if (now.Trust.IsTrusted && Started(run) is { } started)
        {
            RerunPush.Check(run.Id, new PushedRef(started.Branch, started.Tag), new PushedRef(now.Branch, now.Tag));
        }

        var plan = RunHistory.Plan(run);
        var prior = new RunHistory(state).Prior(run);
        if (prior.HasPassed(plan))
        {
            Terminal.Tell($"nothing failed in run {run.Id}: no job is run again");
        }

        return new PreparedRun(plan, facts, state, variables, prior, SetupOf(plan, facts, variables));
    }

    private static string? BranchOf(RunFolder run) => Started(run)?.Branch;

    private static RunStarted? Started(RunFolder run) => RunArgument.Events(run).OfType<RunStarted>().FirstOrDefault();

    private TrustScope TrustOf(RunFolder? rerun, TrustScope known)
    {
        if (rerun is null)
        {
            return known;
        }

        var earlier = RunHistory.TrustOf(rerun);
        return !earlier.IsTrusted && result.GetValue(options.Trusted)
            ? throw new UsageException($"--rerun {rerun.Id} --trusted: run {rerun.Id} was untrusted, and what it left in workspaces is; run the pipeline anew with --trusted instead")
            : RerunTrust.Of(rerun.Id, earlier, known);
    }

    private async Task<TrustScope> KnownTrustAsync(Git? repository, CancellationToken cancellationToken)
    {
        var choice = options.Choice(result);
        return result.GetValue(options.Trusted) ? TrustScope.Trusted
            : result.GetValue(options.Untrusted) ? TrustScope.Untrusted(choice.Branch ?? choice.Tag ?? choice.Revision ?? repository?.Branch ?? "", "--untrusted says so")
            : await TrustReader.ReadAsync(repository, _folder, choice, cancellationToken);
    }

    private SetupPipeline? SetupOf(Plan whole, RunFacts facts, VariableSets variables) => whole.IsSetup
        ? new SetupPipeline(
            new ContinuationOffer(Guid.NewGuid().ToString("N"), [.. inputs.Parameters(result, _folder).Keys]),
            (given, file, cancellationToken) => ContinueAsync(whole, given, file, facts, new SecretPatterns(variables.Values), cancellationToken))
        : null;

    private async Task<Plan?> ContinueAsync(Plan setup, ContinuedConfig given, string file, RunFacts facts, SecretPatterns secrets, CancellationToken cancellationToken)
    {
        var parameters = new CompileOptions
        {
            PipelineParameters = given.Parameters.ToDictionary(parameter => parameter.Key, parameter => ValueOf(parameter.Value)),
            InheritedParameters = inputs.Parameters(result, _folder),
        };
        if (await CompileAsync(ConfigSource.OfText(file, given.Configuration), facts, parameters, secrets, cancellationToken) is not { } plan)
        {
            return null;
        }

        return PlanChoice.SelectContinued(options, result, setup, plan, Known, Terminal.Error);
    }

    private static ExpressionValue ValueOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => ExpressionValue.Of(value.GetBoolean()),
        JsonValueKind.Number => ExpressionValue.Of(value.GetInt64()),
        _ => ExpressionValue.Of(value.GetString()),
    };

    /// <param name="source">The repository's config, or the one that a job gave.</param>
    /// <param name="facts">What is known of the run.</param>
    /// <param name="secrets">What a job could have put into it.</param>
    /// <param name="cancellationToken">Ends the compilation.</param>
    private async Task<Plan?> CompileAsync(ConfigSource source, RunFacts facts, CompileOptions given, SecretPatterns secrets, CancellationToken cancellationToken)
    {
        var all = given with { PipelineValues = PipelineValueSet.FromGit(Known, facts.PipelineNumber, facts.PipelineId.ToString()) };
        var compiled = await inputs.CompileAsync(result, source, _folder, all, cancellationToken);
        CompileReport.Write(compiled, Terminal.Error, secrets.Mask);
        return compiled.Plan;
    }

    /// <summary>Asked once, when the preparation began: each question is a process.</summary>
    private GitFacts Known => _git ?? throw new InvalidOperationException("Nothing is prepared yet.");

    private static async Task<RunFacts> FactsAsync(ProjectFacts project, GitFacts git, string config, TrustScope trust, StateFolder state, CancellationToken cancellationToken)
    {
        var numbers = new FolderProjectState(state, project.Key, trust);
        var run = await numbers.TakeNumberAsync(NumberSequence.Run, cancellationToken);
        return new RunFacts
        {
            RunId = run.ToString(CultureInfo.InvariantCulture),
            PipelineNumber = await numbers.TakeNumberAsync(NumberSequence.Pipeline, cancellationToken),
            PipelineId = Guid.NewGuid(),
            Project = project,
            Trust = trust,
            Branch = git.Branch,
            Tag = git.Tag,
            Revision = git.Revision,
            User = Environment.UserName,
            Config = config,
        };
    }
}
