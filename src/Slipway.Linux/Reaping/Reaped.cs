using Slipway.Linux.Failures;

namespace Slipway.Linux.Reaping;

/// <summary>What a reaping came to.</summary>
/// <param name="Removed">The kind and name of each thing that is gone.</param>
/// <param name="Unseen">What could not be looked at, in sentences.</param>
/// <param name="Failed">What could not be removed, in sentences.</param>
public sealed record Reaped(IReadOnlyList<(string Kind, string Name)> Removed, IReadOnlyList<string> Unseen, IReadOnlyList<string> Failed)
{
    public static Reaped Nothing { get; } = new([], [], []);

    public static Reaped operator +(Reaped one, Reaped other) =>
        new([.. one.Removed, .. other.Removed], [.. one.Unseen, .. other.Unseen], [.. one.Failed, .. other.Failed]);

    /// <summary>For whoever must know that nothing is left.</summary>
    /// <exception cref="InfrastructureException">Something of <paramref name="failures"/>.</exception>
    public static void Refuse(IEnumerable<string> failures)
    {
        if (string.Join(' ', failures.Distinct(StringComparer.Ordinal)) is { Length: > 0 } reason)
        {
            throw new InfrastructureException(reason);
        }
    }
}
