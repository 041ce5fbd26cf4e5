namespace Slipway.Workflows.Pipelines;

/// <summary>A job in one attempt at its workflow, counted from 1: what an earlier attempt says too late is not taken for the present one's.</summary>
public readonly record struct JobAttempt(string Workflow, string Job, int Attempt);
