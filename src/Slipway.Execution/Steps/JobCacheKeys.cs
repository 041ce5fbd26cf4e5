using Slipway.Execution.Agents;
using Slipway.Execution.Caches;
using Slipway.Execution.Failures;
using Slipway.Execution.Logs;
using Slipway.Model.Events;
using Slipway.Model.Wire;

namespace Slipway.Execution.Steps;

/// <summary>How the keys of caches come out in a job.</summary>
internal static class JobCacheKeys
{
    /// <summary>The key that a step asks for.</summary>
    /// <returns>Null: it cannot be made; why is in the log.</returns>
    public static async Task<string?> ExpandAsync(JobContext job, string template, StepLog log, CancellationToken cancellationToken)
    {
        try
        {
            return await TemplateOf(job, cancellationToken).ExpandAsync(template);
        }
        catch (JobFailedException failure)
        {
            log.Say(failure.Message);
            return null;
        }
    }

    /// <summary>A job must come to the same without its caches, so a key that cannot be made costs it nothing but time.</summary>
    public static StepOutcome.Failed Without(string template) => new(null, $"there is no cache for a key that cannot be made: {template}") { JobGoesOn = true };

    private static CacheKeyTemplate TemplateOf(JobContext job, CancellationToken cancellationToken) => new(
        new CacheKeyValues
        {
            Branch = job.Facts.Branch ?? "",
            Build = job.Numbers.Build,
            Revision = job.Facts.Revision ?? "",
            CheckoutKey = job.Facts.Project.Id.ToString("N"),
            Architecture = job.Agent.Hello.Architecture,
            Now = job.Clock.GetUtcNow(),
            Environment = job.Variables.Exported,
        },
        file => ChecksumAsync(job, file, cancellationToken));

    private static async Task<byte[]> ChecksumAsync(JobContext job, string file, CancellationToken cancellationToken)
    {
        try
        {
            return await job.Agent.ChecksumAsync(new PathRequest(job.Plan.WorkingDirectory, file), cancellationToken);
        }
        catch (AgentException failure)
        {
            var reason = failure.Kind == AgentFailureKind.NotFound ? $"there is no such file in {job.Plan.WorkingDirectory}" : failure.Message;
            throw new JobFailedException($"error computing cache key: checksum \"{file}\": {reason}", failure);
        }
    }
}
