using Slipway.Engines.Hosting;
using Slipway.Engines.Leases;
using Slipway.Engines.Settings;
using Slipway.Execution.Jobs;

namespace Slipway.Cli.Running;

/// <summary>Opens the engine host that this machine has, when the first job asks for an engine; at the end waits for the removals behind releases.</summary>
internal sealed class EngineHostChoice(Action<string> say) : IAsyncDisposable
{
    private IEngineControl? _opened;

    public IEngineHost Open()
    {
        try
        {
            return _opened = EngineHosts.Open(SettingsFile.Load(), TimeProvider.System, say);
        }
        catch (EngineException failure)
        {
            throw new InfrastructureException(failure.Message, failure);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_opened is not null)
        {
            await _opened.DisposeAsync();
        }
    }
}
