namespace Slipway.Model.Events;

/// <summary>One running job: the workflow's name, the job's final name and, with parallelism, which of its nodes.</summary>
public readonly record struct JobRef(string Workflow, string Job, int Node = 0)
{
    public override string ToString() => $"{Workflow}/{Job}/{Node}";
}
