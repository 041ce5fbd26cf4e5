using System.CommandLine;
using System.Text.Json;
using Slipway.Cli.Exits;
using Slipway.Cli.Help;
using Slipway.Cli.Settings;
using Slipway.Cli.Signals;
using Slipway.Cli.Terminals;
using Slipway.Model.Assignments;
using Slipway.Model.Events;
using Slipway.Model.Texts;

namespace Slipway.Cli.Running;

/// <summary><c>slipway job run</c>: one node of one job, as its assignment on standard input says.</summary>
internal static class JobRunCommand
{
    private static readonly Option<string?> Journal = new("--journal") { Description = "Keep the journal in this folder, which is made, instead of writing it to standard output", HelpName = "DIR" };

    private static readonly Option<bool> FollowInput = new("--follow-input")
    {
        Description = "The assignment is the first line of standard input; a line 'cancel' or 'abort' may follow, and when the input ends, the job is aborted",
    };

    /// <summary>Is open for as long as the process lives.</summary>
    private static Stream StandardInput => Console.OpenStandardInput();

    public static Command Create(CommandSettings settings)
    {
        var command = new Command("run", "Run one node of a job by the assignment on standard input, and write its journal to standard output: events, output, artifacts and test results, one JSON value a line. Exit codes are those of slipway run.")
        {
            Journal,
            FollowInput,
        };
        command.SetAction((result, cancellationToken) => RunAsync(result, settings, cancellationToken));
        return command.WithExamples("slipway job run < assignment.json", "slipway job run --journal journal < assignment.json");
    }

    internal static ExitCode ToExitCode(JobOutcome outcome) => outcome switch
    {
        JobOutcome.Passed => ExitCode.Passed,
        JobOutcome.Canceled => ExitCode.Interrupted,
        JobOutcome.InfrastructureFailed => ExitCode.Infrastructure,
        _ => ExitCode.JobFailed,
    };

    private static async Task<int> RunAsync(ParseResult result, CommandSettings settings, CancellationToken cancellationToken)
    {
        var invocation = CommandInvocation.Of(result);
        var isFollowing = result.GetValue(FollowInput);
        invocation.Interrupts.TakeBoth(isFollowing ? _ => { } : Terminal.Say);
        var input = new AssignmentInput(StandardInput);
        var assignment = await ReadAsync(input, isFollowing, cancellationToken);
        // Nobody waits for it: it ends with the process.
        _ = isFollowing ? Task.Run(() => input.FollowAsync(invocation.Interrupts), CancellationToken.None) : Task.CompletedTask;
        return (int)ToExitCode(await new JobSession(assignment, settings, invocation.Interrupts, invocation.FindMachine(invocation.Interrupts.Cancel), result.GetValue(Journal), isPartOfRun: isFollowing).RunAsync());
    }

    private static async Task<Assignment> ReadAsync(AssignmentInput input, bool isFollowing, CancellationToken cancellationToken)
    {
        try
        {
            return AssignmentJson.Read(await (isFollowing ? input.ReadLineAsync(cancellationToken) : input.ReadAllAsync(cancellationToken)));
        }
        catch (JsonException failure)
        {
            throw new UsageException($"standard input has no assignment: {JsonMistake.Explain(failure)}", failure);
        }
    }
}
