namespace Slipway.Server.Intake;

/// <summary>Finds out by the refs themselves which announced changes have happened.</summary>
public static class ArrivedPushes
{
    /// <param name="announced">In the order in which they were announced.</param>
    /// <param name="refs">As they are, by their names.</param>
    /// <returns>The numbers of those that have happened.</returns>
    public static IReadOnlySet<long> Find(IReadOnlyList<IntakeRecord> announced, IReadOnlyDictionary<string, string> refs)
    {
        var arrived = new HashSet<long>();
        foreach (var changes in announced.GroupBy(intake => intake.Change.Ref, StringComparer.Ordinal))
        {
            var current = refs.GetValueOrDefault(changes.Key);
            // The last one made the ref what it is, and found it as the one before had left it.
            foreach (var intake in changes.Reverse())
            {
                if (intake.Change.IsDeletion ? current is null : intake.Change.New == current)
                {
                    arrived.Add(intake.Number);
                    current = intake.Change.Old.All(letter => letter == '0') ? null : intake.Change.Old;
                }
            }
        }

        return arrived;
    }
}
