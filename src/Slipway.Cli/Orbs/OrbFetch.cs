namespace Slipway.Cli.Orbs;

/// <summary>What came of asking the network for an orb.</summary>
internal abstract record OrbFetch
{
    private OrbFetch()
    {
    }

    /// <param name="Resolved">The exact reference, or the address.</param>
    /// <param name="Source">The orb's YAML.</param>
    internal sealed record Found(string Resolved, string Source) : OrbFetch;

    /// <summary>It answered that there is none.</summary>
    internal sealed record Missing(string Reason) : OrbFetch;

    /// <summary>It did not answer, or with nonsense.</summary>
    internal sealed record Failed(string Reason) : OrbFetch;
}
