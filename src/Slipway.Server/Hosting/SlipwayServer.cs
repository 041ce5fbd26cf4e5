using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Server.Api;
using Slipway.Server.Compilation;
using Slipway.Server.Content;
using Slipway.Server.Driving;
using Slipway.Server.Git;
using Slipway.Server.Intake;
using Slipway.Server.Jobs;
using Slipway.Server.Journals;
using Slipway.Server.Loops;
using Slipway.Server.Projects;
using Slipway.Server.Requests;
using Slipway.Server.Runners;
using Slipway.Server.Secrets;
using Slipway.Server.Signals;
using Slipway.Server.Storage;

namespace Slipway.Server.Hosting;

/// <summary>The server: its routes and what it does by itself, put together.</summary>
public sealed class SlipwayServer : IAsyncDisposable
{
    private const long MostPushBytes = 4L << 30;

    private readonly IDatabase _database;
    private readonly ContentStore _content;
    private readonly PushIntake _intake;
    private readonly CompileLoop _compiling;
    private readonly LostRunners _lost;
    private readonly DueTimers _timers;
    private readonly WebApplication _web;
    private readonly CancellationTokenSource _ending = new();
    private Task _loops = Task.CompletedTask;

    /// <param name="folder">What it keeps.</param>
    /// <param name="database">Is disposed with the server.</param>
    /// <param name="report">Learns of what an administrator should know.</param>
    public SlipwayServer(ServerFolder folder, IDatabase database, IPipelineCompiler compiler, IPEndPoint listen, LeaseRules rules, TimeProvider clock, Action<string> report)
    {
        _database = database;
        _content = new ContentStore(folder.Content);
        var signals = new PipelineSignals(new ChangeSignal(), new ChangeSignal(), new ChangeSignal());
        var seal = new SecretSeal(SecretKeys.Open(folder.Path));
        var repositories = new ProjectRepositories(folder.Repositories);
        var journals = new JournalStore(folder.Journals);
        var driver = new PipelineDriver(clock);
        var links = new SignedLinks(folder.LinkKey(), clock);
        _intake = new PushIntake(database, repositories, signals.Pending, clock);
        _compiling = new CompileLoop(database, repositories, journals, compiler, driver, signals.Pending, signals.Queued, clock, report);
        _timers = new DueTimers(database, driver, signals.Queued, clock, report);
        _lost = new LostRunners(database, driver, journals, rules, signals.Queued, clock, report);
        Routes =
        [
            .. new PageRoutes(database, clock).All,
            .. new ProjectRoutes(database, repositories, clock).All,
            .. new GitRoutes(database, repositories, _intake, MostPushBytes).All,
            .. new PipelineRoutes(database, repositories).All,
            .. new ActionRoutes(database, _intake, driver, signals).All,
            .. new VariableRoutes(database, seal, clock).All,
            .. new ContextRoutes(database, seal, clock).All,
            .. new BuildRoutes(database, journals, links).All,
            .. new JobDetailRoutes(database, journals, links).All,
            .. new RunnerRoutes(database, driver, journals, seal, signals, rules, clock).All,
            .. new JobRoutes(database, _content, clock).All,
        ];
        _web = Build(listen, new Gate(database, clock, report));
    }

    /// <summary>All that it answers to.</summary>
    public IReadOnlyList<Route> Routes { get; }

    /// <summary>Where it is, without a slash at its end, once it has started.</summary>
    public string Address => _web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <summary>Settles what an earlier server left, and answers from then on.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _content.RemoveOrphans();
        await _lost.ProlongAsync(cancellationToken);
        await _intake.RecoverAsync(cancellationToken);
        await _web.StartAsync(cancellationToken);
        _loops = Task.WhenAll(Task.Run(() => _compiling.RunAsync(_ending.Token), CancellationToken.None), Task.Run(() => _lost.RunAsync(_ending.Token), CancellationToken.None), Task.Run(() => _timers.RunAsync(_ending.Token), CancellationToken.None));
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _web.DisposeAsync();
        await _loops.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _database.DisposeAsync();
        _ending.Dispose();
    }

    private WebApplication Build(IPEndPoint listen, Gate gate)
    {
        // Empty: no file of the folder where the user stands, and no variable, has a say in it.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // git may think for long in the middle of a push.
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(listen);
        });
        var web = builder.Build();
        foreach (var route in Routes)
        {
            web.MapMethods(route.Pattern, [route.Method], gate.Of(route));
        }

        return web;
    }
}
