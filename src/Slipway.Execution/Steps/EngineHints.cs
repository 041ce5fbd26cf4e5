using Slipway.Engines.Settings;
using Slipway.Execution.RemoteDocker;
using Slipway.Model.Plans;

namespace Slipway.Execution.Steps;

/// <summary>What a failed step is told about its engine, by what its output speaks of.</summary>
internal static class EngineHints
{
    /// <summary>What to look for in a step's output.</summary>
    /// <param name="unreached">Hosts that engines know by name and do not reach.</param>
    public static IEnumerable<string> Texts(IEnumerable<ExtraHost> unreached) =>
        [EngineSocket.UsualPath, .. unreached.SelectMany(host => (string[])[host.Name, host.Address.ToString()])];

    /// <param name="seen">Of the texts.</param>
    /// <param name="hasEngine">Whether the step had one.</param>
    public static IEnumerable<string> Of(JobPlan job, StepPlan step, bool hasEngine, IReadOnlySet<string> seen, IEnumerable<ExtraHost> unreached)
    {
        if (!hasEngine && seen.Contains(EngineSocket.UsualPath))
        {
            yield return WithoutEngine(job, step);
        }

        foreach (var host in unreached.Where(host => hasEngine && (seen.Contains(host.Name) || seen.Contains(host.Address.ToString()))))
        {
            yield return Unreached(host);
        }
    }

    /// <summary>Said of a host that an engine has a name for and no way to.</summary>
    public static string Unreached(ExtraHost host) =>
        $"Engines refuse connections to {host.Name} ({host.Address}): network.extraHosts in the engines' settings names it, and network.allowedEgress does not; add \"{host.Address}:443\" there, or its port";

    private static string WithoutEngine(JobPlan job, StepPlan step) =>
        job.Steps.TakeWhile(before => !ReferenceEquals(before, step)).Any(before => before is SetupRemoteDockerStep)
            ? "This step has no Docker Engine: the step setup_remote_docker before it was skipped, because the job had failed by then. Put setup_remote_docker before what may fail."
            : job.Steps.Any(other => other is SetupRemoteDockerStep)
                ? "This step has no Docker Engine yet: the step setup_remote_docker comes after it. Put it before the first docker command."
                : "This job has no Docker Engine: put the step setup_remote_docker before the first docker command.";
}
