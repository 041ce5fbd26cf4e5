namespace Slipway.Config.Orbs;

/// <summary>Knows no orbs: for compiling without a registry.</summary>
public sealed class NoOrbSource : IOrbSource
{
    public static NoOrbSource Instance { get; } = new();

    public Task<OrbLookup> FindAsync(string reference, string localName, CancellationToken cancellationToken) =>
        Task.FromResult<OrbLookup>(new OrbLookup.Unreachable("no source of orbs is set up", "Give its source with --orb NAME=PATH."));
}
