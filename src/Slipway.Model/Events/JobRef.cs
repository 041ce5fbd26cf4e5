namespace Slipway.Model.Events;

/// <summary>One running job: the workflow's name, the job's final name and, with parallelism, which of its nodes.</summary>
/// <param name="Nodes">How many nodes the job has, for its name alone; null where it has no others.</param>
public readonly record struct JobRef(string Workflow, string Job, int Node = 0, int? Nodes = null)
{
    /// <summary>The job for people: with its node where it has several.</summary>
    public string Name() => Nodes > 1 || Node > 0 ? $"{Job}/{Node}" : Job;

    public bool Equals(JobRef other) => (Workflow, Job, Node) == (other.Workflow, other.Job, other.Node);

    public override int GetHashCode() => HashCode.Combine(Workflow, Job, Node);

    public override string ToString() => $"{Workflow}/{Job}/{Node}";
}
