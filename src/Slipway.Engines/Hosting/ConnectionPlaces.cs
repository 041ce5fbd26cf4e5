namespace Slipway.Engines.Hosting;

/// <summary>Counts the connections of each user, so that none takes the others' room. Safe for any number of callers at once.</summary>
/// <param name="most">Of one user at once.</param>
internal sealed class ConnectionPlaces(int most)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<uint, int> _taken = [];

    /// <summary>False: this user has as many as one may have. Whoever enters leaves again.</summary>
    public bool TryEnter(uint user)
    {
        lock (_lock)
        {
            var taken = _taken.GetValueOrDefault(user);
            _taken[user] = taken < most ? taken + 1 : taken;
            return taken < most;
        }
    }

    public void Leave(uint user)
    {
        lock (_lock)
        {
            if (--_taken[user] == 0)
            {
                _taken.Remove(user);
            }
        }
    }
}
