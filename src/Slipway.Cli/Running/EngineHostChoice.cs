using Slipway.Cli.Engines;
using Slipway.Engines.Hosting;
using Slipway.Engines.Leases;
using Slipway.Engines.Settings;
using Slipway.Linux.Failures;

namespace Slipway.Cli.Running;

/// <summary>Opens the engine host that this machine has, when the first job asks for an engine; what it releases is removed behind the run.</summary>
internal sealed class EngineHostChoice(Action<string> say) : IAsyncDisposable
{
    private IEngineAdministration? _opened;

    public IEngineHost Open()
    {
        var settings = SettingsFile.Load();
        return _opened = EngineHosts.Open(settings, TimeProvider.System, say, DetachedReaperCommand.Find(settings));
    }

    /// <summary>Has the engines ended that killed runs left, also where no job of this one asks for an engine.</summary>
    public static async Task ReapAsync()
    {
        try
        {
            var settings = SettingsFile.Load();
            if (DetachedReaperCommand.Find(settings) is { } detached)
            {
                await EngineHosts.ReapDetachedAsync(settings, TimeProvider.System, detached);
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
