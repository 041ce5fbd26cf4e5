using System.CommandLine;
using Slipway.Cli.Completion;
using Slipway.Cli.ConfigFiles;
using Slipway.Cli.Help;
using Slipway.Cli.Repositories;
using Slipway.Cli.Runs;
using Slipway.Cli.Settings;
using Slipway.Config.Compilation;
using Slipway.Model.Assignments;

namespace Slipway.Cli.Running;

/// <summary>The options of <c>slipway run</c>.</summary>
internal sealed class RunOptions(CommandSettings settings)
{
    public Argument<string?> Job { get; } = new("JOB")
    {
        Arity = ArgumentArity.ZeroOrOne,
        Description = "Run this job only (a final name, a definition's name, or WORKFLOW/JOB); default: all workflows",
    };

    public Option<string?> Workflow { get; } = new("--workflow", "-w") { Description = "Run this workflow only", HelpName = "NAME" };

    public Option<string?> Config { get; } = new("--config", "-c") { Description = "The config; default: .circleci/config.yml of this repository", HelpName = "FILE" };

    public Option<bool> WithUpstreams { get; } = new("--with-upstreams") { Description = "With JOB: run the jobs that it requires too" };

    public Option<string?> Branch { get; } = new("--branch") { Description = "Run as if this branch was pushed; default: the branch that is checked out" };

    public Option<string?> Tag { get; } = new("--tag") { Description = "Run as if this tag was pushed" };

    public Option<string?> Revision { get; } = new("--revision") { Description = "Check out this commit, clean, instead of the working tree as it is" };

    public Option<bool> Trusted { get; } = new("--trusted") { Description = "The code is the project's own, whatever it is called or checked out as" };

    public Option<bool> Untrusted { get; } = new("--untrusted") { Description = "The code is somebody else's: the run gets no secrets and changes nothing for others" };

    public Option<string[]> Env { get; } = new("--env", "-e") { Description = "A project variable as NAME=value, or NAME to pass on this shell's; may be given again", HelpName = "NAME[=VALUE]" };

    public Option<string[]> EnvFile { get; } = new("--env-file") { Description = "A file of project variables, NAME=value lines; default: .slipway/env", HelpName = "FILE" };

    public Option<string[]> Context { get; } = new("--context") { Description = "A context's variables from a file; default: .slipway/contexts/NAME", HelpName = "NAME=FILE" };

    public Option<int?> Jobs { get; } = new("--jobs", "-j") { Description = "How many jobs run at once; default: the number of cores", HelpName = "N" };

    public Option<string[]> Approve { get; } = new("--approve") { Description = "Give this approval, or all of them", HelpName = "NAME|all" };

    public Option<string?> Keep { get; } = new("--keep") { Description = "Keep the containers and engines of failed jobs, for slipway shell", HelpName = "on-failure" };

    public Option<PullPolicy> Pull { get; } = new("--pull") { Description = "When to pull images: missing, always or never", HelpName = "WHEN" };

    public Option<string?> Rerun { get; } = new("--rerun") { Description = "Run again what failed in this run (last: the newest); what passed keeps its result and workspace", HelpName = "RUN" };

    public Option<bool> SkipUnsupported { get; } = new("--skip-unsupported") { Description = "Leave out jobs that cannot run here (macos, windows, machine) instead of refusing" };

    public Option<bool> ProcessPerJob { get; } = new("--process-per-job") { Description = "Run each node of a job in a process of its own" };

    public Option<bool> Json { get; } = new("--json") { Description = "Write events as JSON lines" };

    public Option<bool> Plain { get; } = new("--plain") { Description = "Write plain lines, also on a terminal" };

    public Option<bool> Quiet { get; } = new("--quiet", "-q") { Description = "Write no output of steps, only what starts and ends" };

    public Option<string?> Plan { get; } = new("--plan") { Description = "Run a compiled plan instead of a config", HelpName = "FILE", Hidden = true };

    private void Suggest()
    {
        Job.Suggest(result => Names(result).Jobs);
        Workflow.Suggest(result => Names(result).Workflows);
        Approve.Suggest(result => Names(result).Approvals.Append("all"));
        Context.Suggest(result => Names(result).Contexts.Select(context => context + "="));
        Rerun.Suggest(_ => RunArgument.Suggest(settings));
    }

    private ConfigNames Names(ParseResult result) => ConfigNames.Read(ConfigFile.Read(result.GetValue(Config), Directory.GetCurrentDirectory()));

    /// <summary>What the pipeline is for, where it is not what is checked out.</summary>
    public GitChoice Choice(ParseResult result) => new(result.GetValue(Branch), result.GetValue(Tag), result.GetValue(Revision));

    public void AddTo(Command command)
    {
        Keep.AcceptOnlyFromAmong("on-failure");
        Suggest();
        Jobs.RequireAtLeast(1);
        Branch.RequireName();
        Tag.RequireName();
        command.Exclude(Trusted, Untrusted).Exclude(Branch, Tag).Exclude(Json, Plain, Quiet).Require(WithUpstreams, Job);
        // The plan of a rerun is that of the run.
        command.Exclude(Rerun, Job, Workflow, Config, Plan).Exclude(Plan, Config);
        command.Arguments.Add(Job);
        foreach (var option in new Option[] { Workflow, Config, WithUpstreams, Branch, Tag, Revision, Trusted, Untrusted, Env, EnvFile, Context, Jobs, Approve, Keep, Pull, Rerun, SkipUnsupported, ProcessPerJob, Json, Plain, Quiet, Plan })
        {
            command.Options.Add(option);
        }
    }
}
