namespace Slipway.Model.Plans;

/// <summary>Writes the project's additional SSH keys into the container; no fingerprints means all of them.</summary>
public sealed record AddSshKeysStep : StepPlan
{
    public IReadOnlyList<string> Fingerprints { get; init; } = [];
}

/// <summary>macOS only.</summary>
public sealed record InstallSigningBundleStep : StepPlan;
