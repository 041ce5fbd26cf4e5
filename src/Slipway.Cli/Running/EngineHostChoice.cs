using Slipway.Cli.Engines;
using Slipway.Cli.Settings;
using Slipway.Engines.Hosting;
using Slipway.Engines.Leases;
using Slipway.Linux.Failures;

namespace Slipway.Cli.Running;

/// <summary>Opens the engine host that this machine has, when the first job asks for an engine; what it releases is removed behind the run.</summary>
internal sealed class EngineHostChoice(CommandSettings settings, Action<string> say) : IAsyncDisposable
{
    private IEngineAdministration? _opened;

    public IEngineHost Open() => _opened = EngineHosts.Open(settings.Engines, TimeProvider.System, say, DetachedReaperCommand.Find(settings.Engines));

    /// <summary>Has the engines ended that killed runs left, also where no job of this one asks for an engine.</summary>
    public static async Task ReapAsync(CommandSettings settings)
    {
        try
        {
            if (DetachedReaperCommand.Find(settings.Engines) is { } detached)
            {
                await EngineHosts.ReapDetachedAsync(settings.Engines, TimeProvider.System, detached);
            }
        }
        catch (InfrastructureException)
        {
            // Settings that cannot be used are said to the job that asks for an engine.
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
