namespace Slipway.Model.Plans;

/// <summary>Stores <see cref="Paths"/> under <see cref="Key"/>, a template that is expanded when the step runs.</summary>
public sealed record SaveCacheStep : StepPlan
{
    public required IReadOnlyList<string> Paths { get; init; }

    public required string Key { get; init; }
}

/// <summary>Restores the newest cache whose key starts with the first of <see cref="Keys"/> that has one.</summary>
public sealed record RestoreCacheStep : StepPlan
{
    public required IReadOnlyList<string> Keys { get; init; }
}
