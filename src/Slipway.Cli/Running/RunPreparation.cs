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
using Slipway.Model.Texts;

namespace Slipway.Cli.Running;

/// <summary>Finds out what is to be run before Docker is needed: the config, the commit, the numbers, the selected plan.</summary>
internal sealed class RunPreparation(RunOptions options, CompileInputs inputs, ParseResult result, CommandSettings settings)
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
        var (commit, trusting) = (GitFactsReader.ReadAsync(repository, _folder, options.Choice(result), cancellationToken), KnownTrustAsync(repository, cancellationToken));
        await Task.WhenAll(commit, trusting);
        var git = _git = await commit;
        await TrackedSecrets.RefuseAsync(repository, project, cancellationToken);
        if (await TrackedSecrets.FindUnignoredAsync(repository, project, cancellationToken) is { } warning)
        {
            Terminal.Tell(warning);
        }

        var rerun = result.GetValue(options.Rerun) is { } number ? RunArgument.Find(settings, number) : null;
        (Plan Plan, PriorRun Prior)? earlier = rerun is null ? null : EarlierRun(rerun);
        var trust = TrustOf(rerun, await trusting);
        var grants = settings.Of(project).Untrusted ?? new UntrustedGrants();
        var variables = VariableSources.Read(options, result, project, withProjects: trust.IsTrusted || grants.Secrets);
        TrustNotice.Say(trust, grants);
        var state = settings.State;
        state.CloseToOthers();
        if (rerun is not null && earlier is { } known)
        {
            return PrepareRerun(rerun, known, await FactsAsync(ProjectReader.Read(project, git), git, $"run {rerun.Id}", trust, state, cancellationToken), state, variables);
        }

        var file = result.GetValue(options.Plan);
        var source = file is null ? ConfigFile.Read(result.GetValue(options.Config), _folder) : null;
        var facts = await FactsAsync(ProjectReader.Read(project, git), git, source?.File ?? file!, trust, state, cancellationToken);
        var whole = source is null
            ? ReadPlan(file!)
            : await CompileAsync(source, facts, new CompileOptions { PipelineParameters = inputs.Parameters(result, _folder) }, new SecretPatterns([]), Terminal.Error, cancellationToken);
        if (whole is null)
        {
            return null;
        }

        RequireApprovals(whole);
        if (file is not null)
        {
            inputs.RefuseForCompiled(result, whole, $"--plan {file}");
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
            throw new UsageException($"--plan {file} cannot be read: {JsonMistake.Explain(failure)}", failure);
        }
    }

    /// <summary>A name that no approval has is a typing mistake, of which nobody would hear before the run is on hold. A setup pipeline may go on with approvals that are not known yet.</summary>
    private void RequireApprovals(Plan plan)
    {
        var known = plan.Workflows.SelectMany(workflow => workflow.Jobs).Where(job => job.Kind == JobKind.Approval).Select(job => job.Name).Distinct().ToList();
        var unknown = (result.GetValue(options.Approve) ?? []).Where(name => name != "all" && !known.Contains(name)).ToList();
        if (unknown.Count > 0 && !plan.IsSetup)
        {
            throw new UsageException($"There is no approval {string.Join(", ", unknown)}; there {(known.Count == 0 ? "is none" : $"{(known.Count == 1 ? "is" : "are")} {string.Join(", ", known)}")}");
        }
    }

    /// <exception cref="UsageException">It has not ended.</exception>
    /// <exception cref="NothingToRunException">Nothing of it failed.</exception>
    private (Plan Plan, PriorRun Prior) EarlierRun(RunFolder run)
    {
        if (RunHistory.IsRunning(run))
        {
            throw new UsageException($"Run {run.Id} is running: wait for its end, or end it first");
        }

        var plan = RunHistory.Plan(run);
        var prior = new RunHistory(settings.State).Prior(run);
        if (prior.HasPassed(plan))
        {
            throw new NothingToRunException($"nothing failed in run {run.Id}: no job is run again");
        }

        RequireApprovals(plan);
        inputs.RefuseForCompiled(result, plan, $"--rerun {run.Id}");
        return (plan, prior);
    }

    private PreparedRun PrepareRerun(RunFolder run, (Plan Plan, PriorRun Prior) earlier, RunFacts now, StateFolder state, VariableSets variables)
    {
        var facts = now with { RerunOf = run.Id, Branch = now.Trust.IsTrusted ? now.Branch : BranchOf(run) ?? now.Branch };
        if (now.Trust.IsTrusted && Started(run) is { } started)
        {
            RerunPush.Check(run.Id, new PushedRef(started.Branch, started.Tag), new PushedRef(now.Branch, now.Tag));
        }

        return new PreparedRun(earlier.Plan, facts, state, variables, earlier.Prior, SetupOf(earlier.Plan, facts, variables));
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
            (given, file, error, cancellationToken) => ContinueAsync(whole, given, file, facts, new SecretPatterns(variables.Values), error, cancellationToken))
        : null;

    private async Task<Plan?> ContinueAsync(Plan setup, ContinuedConfig given, string file, RunFacts facts, SecretPatterns secrets, TextWriter error, CancellationToken cancellationToken)
    {
        var parameters = new CompileOptions
        {
            PipelineParameters = given.Parameters.ToDictionary(parameter => parameter.Key, parameter => ValueOf(parameter.Value)),
            InheritedParameters = inputs.Parameters(result, _folder),
        };
        if (await CompileAsync(ConfigSource.OfText(file, given.Configuration), facts, parameters, secrets, error, cancellationToken) is not { } plan)
        {
            return null;
        }

        return PlanChoice.SelectContinued(options, result, setup, plan, Known, error);
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
    /// <param name="error">Where what was found is written to.</param>
    /// <param name="cancellationToken">Ends the compilation.</param>
    private async Task<Plan?> CompileAsync(ConfigSource source, RunFacts facts, CompileOptions given, SecretPatterns secrets, TextWriter error, CancellationToken cancellationToken)
    {
        var all = given with { PipelineValues = PipelineValueSet.FromGit(Known, facts.PipelineNumber, facts.PipelineId.ToString()) };
        var compiled = await inputs.CompileAsync(result, source, _folder, all, cancellationToken);
        CompileReport.Write(compiled, error, secrets.Mask);
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
