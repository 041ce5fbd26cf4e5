namespace Slipway.Model.Assignments;

/// <summary>The numbers and ids of one job.</summary>
/// <param name="Build">CIRCLE_BUILD_NUM.</param>
/// <param name="Workflow">The id of this workflow.</param>
/// <param name="Workspace">The id of the workflow whose workspace it has: of the first one, for reruns.</param>
/// <param name="Job">The id of this job.</param>
public sealed record JobNumbers(int Build, Guid Workflow, Guid Workspace, Guid Job);
