namespace Slipway.Workflows.Pipelines;

/// <summary>How long a job may wait before it is canceled; null: for ever.</summary>
/// <param name="Turn">For the turn in its serial group.</param>
/// <param name="Approval">For somebody's approval; then its whole workflow is canceled.</param>
/// <remarks>CircleCI's are five hours and ninety days: https://circleci.com/docs/guides/orchestrate/controlling-serial-execution-across-your-organization/ and https://circleci.com/docs/guides/orchestrate/workflows/.</remarks>
public sealed record WaitLimits(TimeSpan? Turn = null, TimeSpan? Approval = null);
