namespace Slipway.Execution.Workflows;

/// <summary>Asks whether an approval job may pass; false when nobody can be asked or the answer is no.</summary>
public delegate Task<bool> Approver(string workflow, string job, CancellationToken cancellationToken);
