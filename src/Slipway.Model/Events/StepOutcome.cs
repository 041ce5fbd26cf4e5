using System.Text.Json.Serialization;

namespace Slipway.Model.Events;

/// <summary>How a step ended. The user's failure, a time limit, a cancel and our own failure are four different values.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "is")]
[JsonDerivedType(typeof(Passed), "passed")]
[JsonDerivedType(typeof(Failed), "failed")]
[JsonDerivedType(typeof(TimedOut), "timed_out")]
[JsonDerivedType(typeof(Canceled), "canceled")]
[JsonDerivedType(typeof(InfrastructureFailed), "infrastructure_failed")]
[JsonDerivedType(typeof(Skipped), "skipped")]
[JsonDerivedType(typeof(Halted), "halted")]
[JsonDerivedType(typeof(Stopped), "stopped")]
public abstract record StepOutcome
{
    private StepOutcome()
    {
    }

    public sealed record Passed : StepOutcome;

    /// <summary>The step's own fault.</summary>
    /// <param name="ExitCode">Of its process; null when the step has none.</param>
    /// <param name="Reason">One sentence for people.</param>
    public sealed record Failed(int? ExitCode, string Reason) : StepOutcome
    {
        /// <summary>The step is red and its job goes on as if it had passed.</summary>
        public bool JobGoesOn { get; init; }
    }

    public sealed record TimedOut(string Reason) : StepOutcome;

    public sealed record Canceled : StepOutcome;

    public sealed record InfrastructureFailed(string Reason) : StepOutcome;

    /// <summary>The step did not run, because of its <c>when</c> or its job's state.</summary>
    public sealed record Skipped(string Reason) : StepOutcome;

    /// <summary>The step ended its job as a success with <c>circleci step halt</c>.</summary>
    public sealed record Halted : StepOutcome;

    /// <summary>A background step that lived as long as its job, which is what it is for.</summary>
    public sealed record Stopped : StepOutcome;
}
