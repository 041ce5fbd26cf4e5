using Slipway.Workflows.Pipelines;

namespace Slipway.Execution.Projects;

/// <summary>A turn in a serial group: whoever knows it can give it back.</summary>
/// <param name="Group">The group's name.</param>
/// <param name="Run">The run's number, which grows over all projects; a pipeline's only grows in its own.</param>
/// <param name="Job">Who has it.</param>
public sealed record SerialTurn(string Group, int Run, JobAttempt Job);
