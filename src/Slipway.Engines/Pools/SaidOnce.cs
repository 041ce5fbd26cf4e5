namespace Slipway.Engines.Pools;

/// <summary>What work says that is tried over and over: a line that was said already is news only once the work has succeeded. Safe for several threads.</summary>
internal sealed class SaidOnce(Action<string> report)
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _said = new(StringComparer.Ordinal);

    public void Tell(string line)
    {
        bool isNews;
        lock (_lock)
        {
            isNews = _said.Add(line);
        }

        if (isNews)
        {
            report(line);
        }
    }

    /// <summary>What is news each time that it happens.</summary>
    public void TellAlways(string line) => report(line);

    /// <summary>The work has succeeded.</summary>
    public void Forget()
    {
        lock (_lock)
        {
            _said.Clear();
        }
    }
}
