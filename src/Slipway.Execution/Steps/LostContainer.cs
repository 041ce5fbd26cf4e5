using Slipway.Execution.JobSpaces;
using Slipway.Model.Events;

namespace Slipway.Execution.Steps;

/// <summary>Whose fault it is that the primary container is gone.</summary>
internal static class LostContainer
{
    public static async Task<StepOutcome> ExplainAsync(IJobSpace space, string reason) => await space.FindEndAsync(CancellationToken.None) switch
    {
        _ when space.Agent.Violation is { } violation => new StepOutcome.InfrastructureFailed(violation),
        ContainerEnd.OutOfMemory => new StepOutcome.Failed(137, "exit code 137: the job used more memory than its resource class has, and the kernel killed its container"),
        ContainerEnd.EntrypointEnded ended => new StepOutcome.Failed(ended.ExitCode, $"the primary container's entrypoint ended with exit code {ended.ExitCode}, and the job with it"),
        ContainerEnd.AgentEnded ended => new StepOutcome.InfrastructureFailed($"the agent in the primary container ended: {ended.Reason}"),
        ContainerEnd.StoppedFromOutside => new StepOutcome.InfrastructureFailed(ContainerEnd.StoppedFromOutside.Reason),
        ContainerEnd.Unknown unknown => new StepOutcome.InfrastructureFailed(unknown.Reason),
        _ => new StepOutcome.InfrastructureFailed($"the connection to the primary container is lost: {reason}"),
    };
}
