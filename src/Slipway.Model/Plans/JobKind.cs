namespace Slipway.Model.Plans;

/// <summary>What a job is: <see cref="Build"/> has an executor and steps, the others do not.</summary>
public enum JobKind
{
    Build,
    Approval,
    NoOp,
    Release,
    Lock,
    Unlock,
}
