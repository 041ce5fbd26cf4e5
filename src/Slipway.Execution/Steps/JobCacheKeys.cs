using Slipway.Execution.Agents;
using Slipway.Execution.Caches;
using Slipway.Execution.Failures;
using Slipway.Model.Wire;

namespace Slipway.Execution.Steps;

/// <summary>How the keys of caches come out in a job.</summary>
internal static class JobCacheKeys
{
    public static CacheKeyTemplate TemplateOf(JobContext job, CancellationToken cancellationToken) => new(
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
        catch (AgentException failure) when (failure.Kind == AgentFailureKind.NotFound)
        {
            throw new JobFailedException($"error computing cache key: checksum \"{file}\": there is no such file in {job.Plan.WorkingDirectory}", failure);
        }
    }
}
