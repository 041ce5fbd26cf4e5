namespace Slipway.Model.Plans;

/// <summary>Puts the source into <see cref="Path"/>, null meaning the working directory.</summary>
public sealed record CheckoutStep : StepPlan
{
    public string? Path { get; init; }

    /// <summary><c>blobless</c>, <c>full</c> or <c>shallow</c>; null means the default.</summary>
    public string? Method { get; init; }

    /// <summary>Commits to fetch when <see cref="Method"/> is <c>shallow</c>.</summary>
    public int? Depth { get; init; }
}
