namespace Slipway.Execution.State;

/// <summary>
/// A run's note of what it asks Docker to make, written before it asks: Docker goes on making it when the run is killed, so that a container may
/// appear after everything was removed. A run that ends in order takes the note away.
/// </summary>
public sealed class RequestedParts(RunFolder run)
{
    private readonly Lock _lock = new();
    private readonly string _path = Path.Combine(run.Path, "requested");

    /// <summary>When Docker was last asked for something; null when nothing can be on its way.</summary>
    public DateTimeOffset? LastRequest => File.Exists(_path) ? new DateTimeOffset(File.GetLastWriteTimeUtc(_path)) : null;

    /// <param name="name">A container's or a network's.</param>
    public void Add(string name)
    {
        try
        {
            lock (_lock)
            {
                File.AppendAllText(_path, name + "\n");
            }
        }
        catch (IOException)
        {
            // The disk is full: the job goes on, and only a kill in this moment leaves something to the next reaping.
        }
    }

    public void Remove() => File.Delete(_path);
}
