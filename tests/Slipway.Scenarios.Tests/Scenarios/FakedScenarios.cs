using Slipway.FakeMachine.Spaces;

namespace Slipway.Scenarios.Tests.Scenarios;

/// <summary>Runs all scenarios that need no container, several at a time since most of them wait for something; each test then looks at its own.</summary>
public sealed class FakedScenarios : IAsyncLifetime
{
    private const int AtOnce = 6;
    private readonly SemaphoreSlim _slots = new(AtOnce);
    private readonly CancellationTokenSource _ending = new();
    private readonly Dictionary<string, Task> _runs = [];

    /// <summary>Whether this machine lets its user run them.</summary>
    public bool CanRun { get; private set; }

    public async ValueTask InitializeAsync()
    {
        CanRun = await FakeJobSpaceFactory.CanOpenAsync(_ending.Token);
        if (!CanRun)
        {
            return;
        }

        // The longest first, so that none is left for the end.
        foreach (var scenario in Scenario.ReadAll().Where(scenario => scenario.Container is null).OrderByDescending(scenario => scenario.Commands.Count))
        {
            _runs[scenario.Name] = Task.Run(() => RunAsync(scenario, _ending.Token));
        }
    }

    public Task EndOf(string name) => _runs[name];

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await Task.WhenAll(_runs.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ending.Dispose();
        _slots.Dispose();
    }

    private async Task RunAsync(Scenario scenario, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken);
        try
        {
            using var place = new ScenarioPlace(scenario, Programs.OnFakeMachine);
            await place.MakeProjectAsync(cancellationToken);
            foreach (var command in scenario.Commands)
            {
                await place.RunAsync(command, cancellationToken);
            }
        }
        finally
        {
            _slots.Release();
        }
    }
}
