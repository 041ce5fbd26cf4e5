using Slipway.Execution.Jobs;

namespace Slipway.Execution.Steps;

/// <summary>Paths of steps in the primary container: relative ones are below the job's working directory.</summary>
internal static class StepPaths
{
    /// <summary>Absolute, with <c>~</c> resolved.</summary>
    public static string Resolve(JobContext job, string? path)
    {
        var place = RunStepExecution.Directory(job.Plan.WorkingDirectory, path);
        return place.StartsWith('~') ? job.Agent.Hello.Home.TrimEnd('/') + place[1..] : place;
    }
}
