using Slipway.Execution.Agents;
using Slipway.Execution.JobSpaces;
using Slipway.Execution.Runs;
using Slipway.Execution.Variables;
using Slipway.Model.Events;
using Slipway.Model.Plans;
using Slipway.Workflows.Graphs;

namespace Slipway.Execution.Steps;

/// <summary>One node of a job while its steps run.</summary>
public sealed record JobContext
{
    public required RunScope Run { get; init; }

    public required JobPlan Plan { get; init; }

    public required JobRef Ref { get; init; }

    public required JobNumbers Numbers { get; init; }

    public required IJobSpace Space { get; init; }

    public required JobVariables Variables { get; init; }

    /// <summary>The jobs whose workspace layers this one sees.</summary>
    public required UpstreamJobs Upstream { get; init; }

    /// <summary>The engine on its way, null when no step asks for one.</summary>
    public required RemoteDocker.EngineHold? Engine { get; init; }

    public AgentConnection Agent => Space.Agent;
}
