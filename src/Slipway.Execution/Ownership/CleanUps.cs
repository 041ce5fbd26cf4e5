using Slipway.Execution.Failures;
using Slipway.Linux.Failures;

namespace Slipway.Execution.Ownership;

/// <summary>Removals that go on behind the end of their jobs; the run waits for all of them at its own end and says what failed.</summary>
public sealed class CleanUps
{
    private readonly Lock _lock = new();
    private readonly List<Task> _tasks = [];

    public void Add(Task removal)
    {
        lock (_lock)
        {
            _tasks.Add(removal);
        }
    }

    /// <summary>Waits for every removal and returns what could not be removed.</summary>
    public async Task<IReadOnlyList<string>> FinishAsync(CancellationToken cleanupToken)
    {
        List<string> failures = [];
        foreach (var task in Take())
        {
            try
            {
                await Outage.TellAsync(task.WaitAsync(cleanupToken));
            }
            catch (OperationCanceledException)
            {
                failures.Add("it takes too long and is left");
            }
            catch (InfrastructureException exception)
            {
                failures.Add(exception.Message);
            }
        }

        return failures;
    }

    private Task[] Take()
    {
        lock (_lock)
        {
            return [.. _tasks];
        }
    }
}
