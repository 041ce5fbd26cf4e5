using System.Globalization;
using Slipway.Execution.Agents;
using Slipway.Execution.Continuations;

namespace Slipway.Execution.Steps;

/// <summary>Gives a job of a setup workflow the key and the place to continue its pipeline: a documented endpoint on its own loopback address.</summary>
internal static class ContinuationEndpoint
{
    /// <returns>Null in pipelines that have nothing to continue. Dispose it when the job's steps have ended.</returns>
    public static async Task<AgentListener?> OpenAsync(JobContext job, CancellationToken cancellationToken)
    {
        if (job.Assignment.Continuation is not { } offer)
        {
            return null;
        }

        var continuation = job.Ports.OpenContinuation(offer);
        var listener = await job.Agent.ListenAsync(ask => continuation.Answer(ask, job.Ref.Workflow), cancellationToken);
        job.Variables.Export("CIRCLE_CONTINUATION_KEY", offer.Key);
        job.Variables.Export("CIRCLE_CONTINUATION_URL", string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{listener.Port}{PipelineContinuation.Path}"));
        return listener;
    }
}
