using System.CommandLine;
using Slipway.Cli.Exits;
using Slipway.Cli.Terminals;
using Slipway.Config.PipelineValues;
using Slipway.Config.Selection;
using Slipway.Model.Plans;
using Slipway.Model.Texts;

namespace Slipway.Cli.Running;

/// <summary>Which plan a run has: selected by the push or by name, without the jobs that cannot run here.</summary>
internal static class PlanChoice
{
    /// <remarks>A name that a setup config does not know may be one of the config that it goes on with: all of the setup runs then.</remarks>
    /// <exception cref="UsageException">There is no such workflow or job, or nothing is left to run.</exception>
    public static Plan Select(RunOptions options, ParseResult result, Plan plan, GitFacts git, TextWriter error)
    {
        if (plan.Workflows.Count == 0)
        {
            // The compiler has left them out, and does not say which.
            throw new UsageException("There is nothing to run. The when or unless of every workflow leaves it out for these pipeline values; -p, --branch and --tag give others");
        }

        var isLater = plan.IsSetup && !IsNamed(options, result, plan);
        return WithoutUnsupported(isLater ? SelectForPush(plan, git, error) : SelectByName(options, result, plan, git, error), result.GetValue(options.SkipUnsupported), error);
    }

    /// <summary>What runs of the config that a setup workflow gave: by name, where the name was not one of the setup's; it may be nothing.</summary>
    /// <returns>Null when it cannot be run; why has been said.</returns>
    public static Plan? SelectContinued(RunOptions options, ParseResult result, Plan setup, Plan plan, GitFacts git, TextWriter error)
    {
        if (plan.IsSetup)
        {
            error.Tell("the setup workflow gave another config with setup: true; a pipeline has one setup");
            return null;
        }

        try
        {
            var name = result.GetValue(options.Job) ?? result.GetValue(options.Workflow);
            if (name is not null && IsNamed(options, result, setup))
            {
                error.Tell($"only {name} was asked for: the config that it gave is not run");
                return plan with { Workflows = [] };
            }

            var chosen = SelectByName(options, result, plan, git, error, mayBeEmpty: true);
            return Distinct(setup, WithoutUnsupported(chosen, result.GetValue(options.SkipUnsupported), error));
        }
        catch (UsageException exception)
        {
            error.Tell(exception.Message);
            return null;
        }
    }

    /// <summary>Both halves share a run's logs, so a workflow that is called like one of the setup's gets a name of its own.</summary>
    private static Plan Distinct(Plan setup, Plan plan) => plan with
    {
        Workflows = [.. plan.Workflows.Select(workflow => setup.Workflows.Any(other => other.Name == workflow.Name) ? workflow with { Name = workflow.Name + " (continued)" } : workflow)],
    };

    private static bool IsNamed(RunOptions options, ParseResult result, Plan plan) =>
        (result.GetValue(options.Workflow) is not { } workflow || NameSelector.Workflow(plan, workflow) is NamedChoice.Chosen)
        && (result.GetValue(options.Job) is not { } job || NameSelector.Job(plan, job, withUpstreams: false) is not NamedChoice.Unknown);

    private static Plan SelectByName(RunOptions options, ParseResult result, Plan plan, GitFacts git, TextWriter error, bool mayBeEmpty = false)
    {
        var job = result.GetValue(options.Job);
        var workflow = result.GetValue(options.Workflow);
        if (job is null && workflow is null)
        {
            return mayBeEmpty ? Said(PlanSelector.ForPush(plan, Pushed(git)), error).Plan : SelectForPush(plan, git, error);
        }

        var named = workflow is null ? plan : Named(NameSelector.Workflow(plan, workflow), "workflow", workflow);
        var allowed = PlanSelector.ForName(named, Pushed(git));
        if (job is null)
        {
            return Filled(allowed, error);
        }

        // What it requires runs for its sake alone.
        var asked = Among(withUpstreams: false);
        return Filled(asked.Plan.Workflows.Count > 0 && result.GetValue(options.WithUpstreams) ? Among(withUpstreams: true) : asked, error);

        PlanSelection Among(bool withUpstreams) => PlanSelector.Among(Named(NameSelector.Job(named, job, withUpstreams), "job", job), allowed);
    }

    private static Plan SelectForPush(Plan plan, GitFacts git, TextWriter error) => Filled(PlanSelector.ForPush(plan, Pushed(git)), error);

    private static PushedRef Pushed(GitFacts git) => new(git.Branch, git.Tag);

    /// <exception cref="UsageException">Nothing is left to run.</exception>
    private static Plan Filled(PlanSelection selection, TextWriter error)
    {
        if (selection.Plan.Workflows.Count == 0)
        {
            var reasons = selection.LeftOut.Select(left => $"{left.Job ?? left.Workflow}: {left.Explanation}");
            throw new UsageException($"There is nothing to run. {string.Join("; ", reasons)}");
        }

        return Said(selection, error).Plan;
    }

    private static PlanSelection Said(PlanSelection selection, TextWriter error)
    {
        foreach (var left in selection.Plan.Workflows.Count > 0 ? selection.LeftOut : [])
        {
            error.WriteLine($"left out: {left.Workflow}{(left.Job is null ? "" : $"/{left.Job}")}: {left.Explanation}");
        }

        return selection;
    }

    /// <summary>What of a chosen plan will come to nothing, said before its first job: it may be long until then.</summary>
    /// <param name="contexts">That are given.</param>
    /// <param name="mayUseSecrets">False: no job gets a context, so none is missed.</param>
    /// <param name="mayGoOn">True: a later config may have what this one has not.</param>
    public static void Warn(RunOptions options, ParseResult result, Plan plan, IReadOnlyCollection<string> contexts, bool mayUseSecrets, bool mayGoOn, TextWriter error)
    {
        var jobs = plan.Workflows.SelectMany(workflow => workflow.Jobs).ToList();
        var wanted = jobs.SelectMany(job => job.Contexts).ToHashSet(StringComparer.Ordinal);
        foreach (var missing in wanted.Where(context => mayUseSecrets && !contexts.Contains(context)))
        {
            error.WriteLine(
                $"warning: context {missing} is not given, so {string.Join(", ", jobs.Where(job => job.Contexts.Contains(missing)).Select(job => job.Name))} will not run: use --context {missing}=FILE or .slipway/contexts/{missing}");
        }

        var approvals = jobs.Where(job => job.Kind == JobKind.Approval).Select(job => job.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var unknown in (result.GetValue(options.Approve) ?? []).Where(name => !mayGoOn && name != "all" && !approvals.Contains(name)))
        {
            error.WriteLine($"warning: --approve {unknown}: no job of this run is an approval of that name{(approvals.Count == 0 ? "" : $"; there {(approvals.Count == 1 ? "is" : "are")} {string.Join(", ", approvals)}")}");
        }

        foreach (var unused in (result.GetValue(options.Context) ?? []).Select(given => given.Split('=')[0]).Where(name => !mayGoOn && !wanted.Contains(name)))
        {
            error.WriteLine($"warning: --context {unused}: no job of this run has a context of that name{(wanted.Count == 0 ? "" : $"; there {(wanted.Count == 1 ? "is" : "are")} {string.Join(", ", wanted)}")}");
        }
    }

    private static Plan WithoutUnsupported(Plan plan, bool skip, TextWriter error)
    {
        var unsupported = plan.Workflows
            .SelectMany(workflow => workflow.Jobs.Where(job => ForeignJob.WhyElsewhere(job) is not null).Select(job => (Workflow: workflow.Name, Job: job)))
            .ToList();
        foreach (var (workflow, job) in unsupported)
        {
            error.WriteLine($"{(skip ? "skipped" : "cannot run here")}: {workflow}/{job.Name}: {ForeignJob.WhyElsewhere(job)}");
        }

        UnusedLogins.Write(plan, error);
        return unsupported.Count switch
        {
            0 => plan,
            _ when unsupported.Count == plan.Workflows.Sum(workflow => workflow.Jobs.Count) =>
                throw new UsageException("There is nothing to run: none of the jobs can run on this machine"),
            _ when skip => plan,
            var count => throw new UsageException($"{CountText.Of(count, "job")} cannot run on this machine; --skip-unsupported runs the rest"),
        };
    }

    private static Plan Named(NamedChoice choice, string kind, string name) => choice switch
    {
        NamedChoice.Chosen chosen => chosen.Plan,
        NamedChoice.Ambiguous ambiguous => throw new UsageException(
            $"There is a {kind} {name} in workflows {string.Join(", ", ambiguous.Workflows)}; name one as {ambiguous.Workflows[0]}/{name}"),
        NamedChoice.Unknown unknown => throw new UsageException($"There is no {kind} {name}; there {(unknown.Known.Count == 1 ? "is" : "are")} {string.Join(", ", unknown.Known)}"),
        _ => throw new InvalidOperationException($"{choice} is no choice."),
    };
}
