using System.Globalization;
using System.Text.Json;
using Slipway.Execution.State;
using Slipway.Linux.Failures;
using Slipway.Linux.Processes;
using Slipway.Model.Assignments;
using Slipway.Model.Events;
using Slipway.Model.Plans;
using Slipway.Model.Texts;
using Slipway.Workflows.Outcomes;

namespace Slipway.Execution.Runs;

/// <summary>The runs in a state folder, read from their event logs.</summary>
public sealed class RunHistory(StateFolder state)
{
    /// <summary>All runs, the newest first.</summary>
    public IReadOnlyList<RunFolder> List() => Directory.Exists(state.Runs)
        ? [.. Directory.EnumerateDirectories(state.Runs)
            .Select(path => new RunFolder(Path.GetFileName(path), path))
            .OrderByDescending(run => int.TryParse(run.Id, CultureInfo.InvariantCulture, out var number) ? number : 0)]
        : [];

    /// <param name="id">A run's id, or <c>last</c> for the newest.</param>
    /// <returns>Null when there is no such run.</returns>
    public RunFolder? Find(string id) => List().FirstOrDefault(run => id == "last" || run.Id == id);

    /// <summary>The run's events so far, one by one: a log may be long. A last line that a crash cut short is left out, and so are kinds of events that are not known here.</summary>
    /// <param name="run">The run.</param>
    /// <param name="unknown">Called for each event of a kind that is not known here; null: nobody asks.</param>
    /// <exception cref="InfrastructureException">A newer Slipway has recorded the run.</exception>
    public static IEnumerable<RunEvent> Events(RunFolder run, Action? unknown = null)
    {
        if (!File.Exists(run.Events))
        {
            yield break;
        }

        using var file = new FileStream(run.Events, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        while (reader.ReadLine() is { } line)
        {
            switch (RunEventJson.TryRead(line))
            {
                case RunStarted { Schema: > RunStarted.KnownSchema and var schema }:
                    throw new InfrastructureException($"a newer Slipway has recorded run {run.Id}: its events have shape {schema}, and this one reads shapes up to {RunStarted.KnownSchema}; use that version");
                case { } happened:
                    yield return happened;
                    break;
                case null when reader.Peek() >= 0 || line.EndsWith('}'):
                    unknown?.Invoke();
                    break;
            }
        }
    }

    /// <summary>True while the process that runs it lives.</summary>
    public static bool IsRunning(RunFolder run) =>
        File.Exists(run.Owner) && OwnerProcess.Parse(File.ReadAllText(run.Owner)) is { IsAlive: true };

    /// <summary>The trust that the run had. It is noted before anything else of the run; of one without a note, as older versions left them, the first event says it. Where neither can be read, it was untrusted.</summary>
    public static TrustScope TrustOf(RunFolder run)
    {
        try
        {
            return WorldFailure.OfFiles(() => File.Exists(run.Trust) ? TrustScope.OfEarlier(File.ReadAllText(run.Trust), null, run.Id)
                : FirstEvent(run) is { } started ? TrustScope.OfEarlier(started.TrustScope, started.Branch, run.Id)
                : Unknown(run, "it has no record"));
        }
        catch (IOException failure)
        {
            return Unknown(run, failure.Message);
        }
    }

    private static TrustScope Unknown(RunFolder run, string reason) => TrustScope.Untrusted($"run {run.Id}", $"how far run {run.Id} was trusted is not known: {reason}");

    private static RunStarted? FirstEvent(RunFolder run)
    {
        if (!File.Exists(run.Events))
        {
            return null;
        }

        using var file = new FileStream(run.Events, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(file);
        return reader.ReadLine() is { } line ? RunEventJson.TryRead(line) as RunStarted : null;
    }

    /// <summary>The plan that the run had.</summary>
    /// <exception cref="InfrastructureException">It cannot be read.</exception>
    public static Plan Plan(RunFolder run)
    {
        try
        {
            return PlanJson.Read(File.ReadAllText(run.Plan));
        }
        catch (JsonException failure)
        {
            throw new InfrastructureException($"{run.Plan} cannot be read: {JsonMistake.Explain(failure)}", failure);
        }
    }

    /// <summary>What a rerun must know: the outcome of each job, by workflow, and the workspaces.</summary>
    /// <remarks>A rerun of a rerun knows the successes of both.</remarks>
    public PriorRun Prior(RunFolder run)
    {
        var nodes = new Dictionary<JobRef, JobOutcome>();
        var workspaces = new Dictionary<string, Guid?>();
        Collect(run, nodes, workspaces);
        var outcomes = nodes.GroupBy(node => node.Key.Workflow).ToDictionary(
            workflow => workflow.Key,
            IReadOnlyDictionary<string, JobOutcome> (workflow) => workflow.GroupBy(node => node.Key.Job).ToDictionary(job => job.Key, job => JobOutcomes.OfNodes([.. job.Select(node => node.Value)])));
        return new PriorRun(outcomes, workspaces);
    }

    private void Collect(RunFolder run, Dictionary<JobRef, JobOutcome> nodes, Dictionary<string, Guid?> workspaces)
    {
        if (Events(run).OfType<RunStarted>().FirstOrDefault()?.RerunOf is { } earlier && Find(earlier) is { } folder)
        {
            Collect(folder, nodes, workspaces);
        }

        foreach (var value in Events(run))
        {
            switch (value)
            {
                case WorkflowStarted started:
                    workspaces[started.Workflow] = Guid.Parse(started.Workspace);
                    break;
                case JobFinished finished:
                    nodes[finished.Job] = finished.Outcome;
                    break;
            }
        }
    }
}
