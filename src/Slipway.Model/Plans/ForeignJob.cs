namespace Slipway.Model.Plans;

/// <summary>Which jobs need another machine than one with Linux and the usual processor.</summary>
public static class ForeignJob
{
    /// <returns>Why it cannot run here; null: it can.</returns>
    public static string? WhyElsewhere(JobPlan job) => job switch
    {
        { Kind: not JobKind.Build } => null,
        { Executor: ExecutorPlan.Macos } => "the macos executor needs a Mac",
        { Executor: ExecutorPlan.Machine machine } => MachineImageName.WhyElsewhere(machine.Image, job.ResourceClass),
        { ResourceClass: { } name } when name.Contains("windows", StringComparison.OrdinalIgnoreCase) => MachineImageName.WhyElsewhere(null, name),
        { Executor: ExecutorPlan.Docker } => null,
        _ => "it has no executor",
    };
}
