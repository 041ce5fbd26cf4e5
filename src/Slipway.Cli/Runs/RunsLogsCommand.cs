using System.CommandLine;
using Slipway.Cli.Completion;
using Slipway.Cli.Exits;
using Slipway.Cli.Help;
using Slipway.Cli.Settings;
using Slipway.Cli.Terminals;
using Slipway.Cli.Views;
using Slipway.Execution.Logs;
using Slipway.Execution.State;
using Slipway.Model.Events;

namespace Slipway.Cli.Runs;

/// <summary><c>slipway runs logs</c>: the output of a run's steps.</summary>
internal static class RunsLogsCommand
{
    public static Command Create(CommandSettings settings)
    {
        var id = RunArgument.Create(settings);
        var job = new Argument<string?>("JOB") { Description = "Only this job", Arity = ArgumentArity.ZeroOrOne };
        var step = new Option<int?>("--step") { Description = "Only the step with this number (slipway runs show)", HelpName = "N" };
        var times = new Option<bool>("--timestamps", "-t") { Description = "Put the time in front of every line" };
        var services = new Option<bool>("--services") { Description = "Show what the service containers said instead" };
        var raw = new Option<bool>("--raw") { Description = "Leave colours and other sequences for terminals in" };
        var command = new Command("logs", "Show the output of a run's steps.") { id, job, step, services, times, raw };
        job.Suggest(result => RunArgument.SuggestJobs(settings, result.GetRequiredValue(id)));
        step.RequireAtLeast(0);
        command.Exclude(step, services).SetAction(result =>
        {
            var run = RunArgument.Find(settings, result.GetRequiredValue(id));
            var logs = result.GetValue(services) ? Services(run, result.GetValue(job)) : Steps(run, result.GetValue(job), result.GetValue(step));
            Write(run, logs, result.GetValue(times), result.GetValue(raw));
        });
        return command.WithExamples("slipway runs logs last build", "slipway runs logs 12 build --step 3 --timestamps", "slipway runs logs last test --services");
    }

    private static List<(string Title, string Path)> Steps(RunFolder run, string? job, int? number) =>
        [.. RunArgument.Events(run).OfType<StepStarted>()
            .Where(step => step.Log.Length > 0 && IsOf(step.Job, job) && (number is null || step.Step == number))
            .Select(step => ($"{EventText.Name(step.Job)}: {EventText.Step(step.Name)}", run.PathOfLog(step.Job, step.Log)))];

    private static List<(string Title, string Path)> Services(RunFolder run, string? job) =>
        [.. RunArgument.Events(run).OfType<ServiceLogged>()
            .Where(service => IsOf(service.Job, job))
            .Select(service => ($"{EventText.Name(service.Job)}: service {EventText.Service(service)}", run.PathOfLog(service.Job, service.Log)))];

    private static bool IsOf(JobRef job, string? name) => name is null || job.Job == name || EventText.Name(job) == name;

    private static void Write(RunFolder run, List<(string Title, string Path)> logs, bool times, bool raw)
    {
        if (logs.Count == 0)
        {
            throw new UsageException($"Run {run.Id} has no such logs; slipway runs show {run.Id} lists its jobs and steps");
        }

        using var output = raw ? Terminal.OpenRawOutput() : Terminal.OpenOutput();
        foreach (var (title, path) in logs)
        {
            if (logs.Count > 1)
            {
                output.Write(System.Text.Encoding.UTF8.GetBytes($"==> {title}\n"));
            }

            LogReader.Copy(path, times, raw, output);
        }
    }
}
