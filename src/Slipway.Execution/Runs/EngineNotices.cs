namespace Slipway.Execution.Runs;

/// <summary>What the engine host of this process says while it makes engines, for the logs of the steps that wait for one. Safe for several threads.</summary>
public sealed class EngineNotices
{
    private readonly Lock _lock = new();
    private readonly List<string> _said = [];
    private readonly List<Action<string>> _listeners = [];

    public void Tell(string line)
    {
        Action<string>[] listeners;
        lock (_lock)
        {
            _said.Add(line);
            listeners = [.. _listeners];
        }

        Array.ForEach(listeners, listener => listener(line));
    }

    /// <summary>Gives everything that has been said, and what is said until this is disposed.</summary>
    public IDisposable Follow(Action<string> listener)
    {
        string[] said;
        lock (_lock)
        {
            said = [.. _said];
            _listeners.Add(listener);
        }

        Array.ForEach(said, listener);
        return new Following(this, listener);
    }

    private void Leave(Action<string> listener)
    {
        lock (_lock)
        {
            _listeners.Remove(listener);
        }
    }

    private sealed class Following(EngineNotices notices, Action<string> listener) : IDisposable
    {
        public void Dispose() => notices.Leave(listener);
    }
}
