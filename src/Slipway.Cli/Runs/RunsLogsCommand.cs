using System.CommandLine;
using Slipway.Cli.Help;
using Slipway.Cli.Running;
using Slipway.Execution.Logs;
using Slipway.Execution.Runs;
using Slipway.Model.Events;

namespace Slipway.Cli.Runs;

/// <summary><c>slipway runs logs</c>: the output of a run's steps.</summary>
internal static class RunsLogsCommand
{
    public static Command Create()
    {
        var id = RunArgument.Create();
        var job = new Argument<string?>("JOB") { Description = "Only this job", Arity = ArgumentArity.ZeroOrOne };
        var step = new Option<int?>("--step") { Description = "Only the step with this number (slipway runs show)", HelpName = "N" };
        var times = new Option<bool>("--timestamps", "-t") { Description = "Put the time in front of every line" };
        var command = new Command("logs", "Show the output of a run's steps.") { id, job, step, times };
        command.SetAction(result => Write(
            RunArgument.Find(result.GetRequiredValue(id)), result.GetValue(job), result.GetValue(step), result.GetValue(times)));
        return command.WithExamples("slipway runs logs last build", "slipway runs logs 12 build --step 3 --timestamps");
    }

    private static void Write(RunFolder run, string? job, int? number, bool times)
    {
        var steps = RunHistory.Events(run).OfType<StepStarted>()
            .Where(step => step.Log.Length > 0)
            .Where(step => job is null || step.Job.Job == job || EventText.Name(step.Job) == job)
            .Where(step => number is null || step.Step == number)
            .ToList();
        if (steps.Count == 0)
        {
            throw new UsageException($"Run {run.Id} has no such logs; slipway runs show {run.Id} lists its jobs and steps");
        }

        using var output = Console.OpenStandardOutput();
        foreach (var step in steps)
        {
            if (steps.Count > 1)
            {
                output.Write(System.Text.Encoding.UTF8.GetBytes($"==> {EventText.Name(step.Job)}: {step.Name.Split('\n')[0]}\n"));
            }

            LogReader.Copy(Path.Combine(run.Path, step.Log), times, output);
        }
    }
}
