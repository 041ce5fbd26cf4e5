using Slipway.Engines.Leases;
using Slipway.Execution.Jobs;

namespace Slipway.Cli.Running;

/// <summary>Opens the engine host that this machine has, when the first job asks for an engine.</summary>
internal sealed class EngineHostChoice(Action<string> say) : IAsyncDisposable
{
    private readonly Action<string> _say = say;

    public IEngineHost Open()
    {
        _say("engines are not built into this program");
        throw new InfrastructureException("There is no engine host on this machine.");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
