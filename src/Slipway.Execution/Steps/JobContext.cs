using Slipway.Execution.Agents;
using Slipway.Execution.Events;
using Slipway.Execution.JobSpaces;
using Slipway.Execution.Logs;
using Slipway.Execution.Runs;
using Slipway.Execution.SshAgents;
using Slipway.Execution.Variables;
using Slipway.Model.Assignments;
using Slipway.Model.Events;
using Slipway.Model.Plans;
using Slipway.Workflows.Graphs;

namespace Slipway.Execution.Steps;

/// <summary>One node of a job while its steps run.</summary>
public sealed record JobContext
{
    /// <summary>What it is to do.</summary>
    public required Assignment Assignment { get; init; }

    /// <summary>What it works with.</summary>
    public required JobPorts Ports { get; init; }

    public required IJobSpace Space { get; init; }

    public required JobVariables Variables { get; init; }

    /// <summary>The jobs whose workspace layers this one sees.</summary>
    public required UpstreamJobs Upstream { get; init; }

    /// <summary>The engine on its way, null when no step asks for one.</summary>
    public required RemoteDocker.JobEngine? Engine { get; init; }

    /// <summary>Holds the job's SSH keys; null: the container has no place for its socket.</summary>
    public JobSshAgent? SshAgent { get; init; }

    public AgentConnection Agent => Space.Agent;

    public JobPlan Plan => Assignment.Plan;

    public JobRef Ref => Assignment.Job;

    public JobNumbers Numbers => Assignment.Numbers;

    public RunFacts Facts => Assignment.Run;

    public RunRecorder Recorder => Ports.Recorder;

    public TimeProvider Clock => Ports.Clock;

    /// <summary>Opens the log of a step.</summary>
    /// <param name="step">Its number.</param>
    public StepLog OpenLog(int step, string name) => new(Recorder, Ref, Assignment.Attempt, step, name, Clock);
}
