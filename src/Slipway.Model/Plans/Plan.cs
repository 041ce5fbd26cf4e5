namespace Slipway.Model.Plans;

/// <summary>What a config compiles to: complete, plain and serialisable. Whoever executes it decides nothing that the compiler could decide.</summary>
public sealed record Plan
{
    /// <summary>The newest shape that is known here.</summary>
    public const int KnownSchema = 1;

    /// <summary>Version of this shape; a reader refuses a newer one.</summary>
    public int Schema { get; init; } = KnownSchema;

    /// <summary>True for a setup config (<c>setup: true</c>): one of its jobs continues the pipeline with another config.</summary>
    public bool IsSetup { get; init; }

    /// <summary>The workflows whose <c>when</c> or <c>unless</c> let them run, in the order of the file.</summary>
    public required IReadOnlyList<WorkflowPlan> Workflows { get; init; }

    /// <summary>Which orb each reference became.</summary>
    public IReadOnlyList<ResolvedOrb> Orbs { get; init; } = [];
}
