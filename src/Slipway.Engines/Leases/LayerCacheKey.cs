namespace Slipway.Engines.Leases;

/// <summary>Whose layers: a project and the trust scope in it, such as <c>trusted</c> or <c>fork-12</c>. The engine's version and storage driver complete the key.</summary>
/// <param name="Project">Any text that names the project.</param>
/// <param name="TrustScope">A scope reads its own head, else the trusted one, and writes only its own.</param>
public sealed record LayerCacheKey(string Project, string TrustScope = LayerCacheKey.Trusted)
{
    public const string Trusted = Model.Assignments.TrustScope.TrustedName;
}
