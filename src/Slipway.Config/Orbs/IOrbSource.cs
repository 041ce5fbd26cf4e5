namespace Slipway.Config.Orbs;

/// <summary>
/// Gives the text of orbs. <see cref="FindAsync"/> may be called for several references at once; the same reference is asked for once per compilation.
/// It throws only when <c>cancellationToken</c> is canceled: everything else is an <see cref="OrbLookup"/>.
/// </summary>
public interface IOrbSource
{
    /// <param name="reference">What stands in the config after interpolation: <c>ns/name@1.2.3</c>, <c>ns/name@dev:x</c>, <c>https://…</c>.</param>
    /// <param name="localName">The name that the config gives the orb, for sources that map names to folders.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    Task<OrbLookup> FindAsync(string reference, string localName, CancellationToken cancellationToken);
}

/// <summary>What came of looking for an orb.</summary>
public abstract record OrbLookup
{
    private OrbLookup()
    {
    }

    /// <param name="Resolved">What the reference became: <c>ns/name@5.2.0</c>, a path or a URL.</param>
    /// <param name="File">The name under which diagnostics show its text, such as <c>orb ns/name@5.2.0</c>.</param>
    /// <param name="Content">Its YAML.</param>
    public sealed record Found(string Resolved, string File, ReadOnlyMemory<byte> Content) : OrbLookup;

    /// <summary>There is no such orb or version.</summary>
    /// <param name="Reason">One sentence without a full stop.</param>
    /// <param name="Hint">The way out.</param>
    public sealed record NotFound(string Reason, string? Hint = null) : OrbLookup;

    /// <summary>The registry could not be asked.</summary>
    public sealed record Unreachable(string Reason, string? Hint = null) : OrbLookup;
}
