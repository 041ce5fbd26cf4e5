namespace Slipway.Model.Events;

/// <summary>How a workflow or a whole run ended.</summary>
public enum RunOutcome
{
    Passed,
    Failed,
    Canceled,
    InfrastructureFailed,

    /// <summary>An approval was not given, so jobs behind it wait.</summary>
    OnHold,

    /// <summary>The config that a setup workflow gave cannot be run.</summary>
    InvalidConfig,
}
