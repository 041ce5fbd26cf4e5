using System.Text.Json.Serialization;

namespace Slipway.Model.Events;

/// <summary>How a job ended, or why it never ran.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "is")]
[JsonDerivedType(typeof(Passed), "passed")]
[JsonDerivedType(typeof(Failed), "failed")]
[JsonDerivedType(typeof(TimedOut), "timed_out")]
[JsonDerivedType(typeof(Canceled), "canceled")]
[JsonDerivedType(typeof(InfrastructureFailed), "infrastructure_failed")]
[JsonDerivedType(typeof(NotRun), "not_run")]
[JsonDerivedType(typeof(Unauthorized), "unauthorized")]
public abstract record JobOutcome
{
    private JobOutcome()
    {
    }

    public sealed record Passed : JobOutcome;

    /// <summary>A step of the user's failed.</summary>
    public sealed record Failed(string Reason) : JobOutcome;

    public sealed record TimedOut(string Reason) : JobOutcome;

    public sealed record Canceled : JobOutcome;

    /// <summary>Docker, an engine, a registry or Slipway failed, not the user's step.</summary>
    public sealed record InfrastructureFailed(string Reason) : JobOutcome;

    /// <summary>Its requirements did not end as it wants, or a newer run took its place.</summary>
    public sealed record NotRun(string Reason) : JobOutcome;

    /// <summary>A context that it names is not given.</summary>
    public sealed record Unauthorized(string Reason) : JobOutcome;
}
