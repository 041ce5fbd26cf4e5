using System.CommandLine;
using Slipway.Cli.Help;
using Slipway.Cli.Settings;
using Slipway.Cli.Views;
using Slipway.Execution.Runs;
using Slipway.Execution.State;
using Slipway.Model.Events;
using Slipway.Model.Terminals;
using Slipway.Model.Texts;

namespace Slipway.Cli.Runs;

/// <summary><c>slipway runs show</c>: the jobs and steps of one run.</summary>
internal static class RunsShowCommand
{
    public static Command Create(CommandSettings settings)
    {
        var id = RunArgument.Create(settings);
        var json = new Option<bool>("--json") { Description = "Write the run's event log" };
        var command = new Command("show", "Show the jobs and steps of a run.") { id, json };
        command.SetAction(result => Write(RunArgument.Find(settings, result.GetRequiredValue(id)), result.GetValue(json), result.InvocationConfiguration.Output));
        return command.WithExamples("slipway runs show", "slipway runs show 12 --json");
    }

    /// <summary>An event with no more than is shown of it: a name may be a whole script.</summary>
    private static RunEvent Shown(RunEvent happened) => happened is StepStarted step ? step with { Name = EventText.Step(step.Name) } : happened;

    private static void Write(RunFolder run, bool json, TextWriter output)
    {
        if (json)
        {
            foreach (var line in File.ReadLines(run.Events))
            {
                output.Write(TerminalText.CleanJson(line) + "\n");
            }

            return;
        }

        List<RunEvent> events = [.. RunArgument.Events(run).Where(happened => happened is not ArtifactsStored).Select(Shown)];
        output.WriteLine($"Run {run.Id}: {RunsListCommand.State(run, events.OfType<RunFinished>().LastOrDefault())}  ({run.Path})");
        var endless = RunHistory.IsRunning(run) ? "running" : "cut off";
        var finished = events.OfType<StepFinished>().ToLookup(step => (step.Job, step.Step));
        foreach (var job in events.OfType<JobStarted>().DistinctBy(job => job.Job))
        {
            var end = events.OfType<JobFinished>().LastOrDefault(end => end.Job == job.Job);
            output.WriteLine($"{TerminalText.OneLine(job.Job.Workflow)}/{EventText.Name(job.Job)}  build {job.BuildNumber}  {(end is null ? endless : $"{EventText.Describe(end.Outcome)}  {DurationText.Of(end.Duration)}")}");
            foreach (var step in events.OfType<StepStarted>().Where(step => step.Job == job.Job))
            {
                var last = finished[(step.Job, step.Step)].LastOrDefault();
                var text = last is null ? endless : $"{EventText.Describe(last.Outcome)}  {DurationText.Of(last.Duration)}";
                output.WriteLine($"  {step.Step,3}  {step.Name}  {text}");
            }

            foreach (var service in events.OfType<ServiceLogged>().Where(service => service.Job == job.Job))
            {
                output.WriteLine($"    -  service {EventText.Service(service)}  {(service.ExitCode is { } code ? $"ended before the job, exit code {code}" : "ran to the end")}");
            }

            foreach (var pushed in events.OfType<ImagePushed>().Where(pushed => pushed.Job == job.Job))
            {
                output.WriteLine($"    -  pushed {EventText.Image(pushed)}");
            }
        }

        var started = events.OfType<JobStarted>().Select(job => job.Job).ToHashSet();
        foreach (var job in events.OfType<JobFinished>().Where(job => !started.Contains(job.Job)))
        {
            output.WriteLine($"{TerminalText.OneLine(job.Job.Workflow)}/{EventText.Name(job.Job)}  {EventText.Describe(job.Outcome)}");
        }
    }
}
