using Slipway.Execution.Bounds;
using Slipway.Execution.State;
using Slipway.Linux.Failures;
using Slipway.Model.Plans;

namespace Slipway.Execution.Runs;

/// <summary>The file in which a run keeps its plan, for reruns.</summary>
public static class PlanFile
{
    /// <summary>Writes it in the place of one that is there, whole or not at all.</summary>
    /// <exception cref="InfrastructureException">There is no room for it.</exception>
    public static void Write(RunFolder run, Plan plan, DiskReserve disk)
    {
        try
        {
            using var whole = run.NewFile();
            using (var file = new ReservedFile(whole.Draft, disk))
            {
                PlanJson.Write(plan, file);
            }

            whole.MoveTo(run.Plan);
        }
        catch (IOException failure)
        {
            throw new InfrastructureException($"the run's plan cannot be kept: {failure.Message}", failure);
        }
    }
}
