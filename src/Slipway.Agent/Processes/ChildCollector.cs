using Slipway.Agent.Linux;

namespace Slipway.Agent.Processes;

/// <summary>
/// Collects every child that ends: our processes, whose end it reports, and as PID 1 the orphans of the whole container. Its thread
/// is the only one that waits for children.
/// </summary>
internal sealed unsafe class ChildCollector
{
    private const int AnyChild = 0;
    private const int Ended = 4;
    private const int LeaveIt = 0x01000000;
    private const int DoNotWait = 1;
    private const int BecomeSubreaper = 36;

    private readonly object _lock = new();
    private readonly Dictionary<int, Action<int>> _waiting = [];

    public void Start()
    {
        // Without this, orphans of an agent that is not PID 1 go to a PID 1 that may not collect them.
        _ = Libc.ProcessControl(BecomeSubreaper, 1, 0, 0, 0);
        new Thread(Collect) { IsBackground = true, Name = "children" }.Start();
    }

    /// <summary>Runs <paramref name="spawn"/> and calls <paramref name="ended"/> with the wait status when that process ends.</summary>
    public int Spawn(Func<int> spawn, Action<int> ended)
    {
        lock (_lock)
        {
            var process = spawn();
            _waiting[process] = ended;
            Monitor.PulseAll(_lock);
            return process;
        }
    }

    /// <summary>Sends a signal to a process or group, unless that process of ours has been collected.</summary>
    public void Signal(int process, int signal, bool group)
    {
        lock (_lock)
        {
            if (_waiting.ContainsKey(process))
            {
                _ = Libc.Kill(group ? -process : process, signal);
            }
        }
    }

    private void Collect()
    {
        var description = stackalloc byte[128];
        while (true)
        {
            if (Libc.WaitId(AnyChild, 0, description, Ended | LeaveIt) != 0)
            {
                // No child at all. An orphan of a `docker exec` can still arrive unannounced, hence the time limit.
                lock (_lock)
                {
                    if (_waiting.Count == 0)
                    {
                        Monitor.Wait(_lock, TimeSpan.FromSeconds(1));
                    }
                }

                continue;
            }

            CollectAll();
        }
    }

    private void CollectAll()
    {
        while (true)
        {
            Action<int>? ended;
            int status;
            lock (_lock)
            {
                var process = Libc.WaitPid(-1, &status, DoNotWait);
                if (process <= 0)
                {
                    return;
                }

                _waiting.Remove(process, out ended);
            }

            ended?.Invoke(status);
        }
    }
}
