using System.Text.Json.Serialization;
using Slipway.Model.Plans;

namespace Slipway.Workflows.Graphs;

/// <summary>What the graph of a workflow knows of a job.</summary>
/// <param name="Name">Unique in the workflow.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Requires">What must have ended before; a job that is not in the workflow was filtered out and is ignored.</param>
/// <param name="SerialGroup">Whose turn it takes; null: none.</param>
/// <param name="Nodes">How many nodes run it.</param>
public sealed record GraphJob(string Name, JobKind Kind, IReadOnlyList<Requirement> Requires, string? SerialGroup = null, int Nodes = 1)
{
    /// <summary>The serial group whose turn it takes or gives back; null: none.</summary>
    [JsonIgnore]
    public string? Group => Kind is JobKind.Lock or JobKind.Unlock ? SerialGroup ?? Name : SerialGroup;

    public static GraphJob Of(JobPlan plan) => new(plan.Name, plan.Kind, plan.Requires, plan.SerialGroup, plan.Parallelism);
}
