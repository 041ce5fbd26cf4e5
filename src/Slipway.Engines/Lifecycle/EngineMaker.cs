using Slipway.Engines.Api;
using Slipway.Engines.Certificates;
using Slipway.Engines.Identity;
using Slipway.Engines.Images;
using Slipway.Engines.Leases;
using Slipway.Engines.Networks;
using Slipway.Engines.Sandboxes;
using Slipway.Engines.Ssh;
using Slipway.Engines.Storage;
using Slipway.Linux.Failures;
using Slipway.Linux.Processes;
using Slipway.Model.Texts;

namespace Slipway.Engines.Lifecycle;

/// <summary>Makes an engine from nothing to its first answer over TLS. What does not depend on each other happens at the same time.</summary>
internal sealed class EngineMaker(EngineHostServices services, EngineRemover remover)
{
    private const int SshPort = 22;
    private readonly StartPatience _patience = new(TimeSpan.FromSeconds(services.Settings.StartTimeoutSeconds));

    /// <summary>Makes an engine; on failure and cancellation what there is of it is removed before this returns.</summary>
    /// <param name="onProgress">Gets a line when something takes long, such as making an image.</param>
    /// <exception cref="EngineStartException">Its dockerd did not come to its first answer.</exception>
    public async Task<EngineRecord> MakeAsync(EngineBuild build, Action<string> onProgress, CancellationToken cancellationToken)
    {
        var image = await services.Storage.ChooseAsync(build.Request, onProgress, cancellationToken);
        using var place = await services.Starts.EnterAsync(cancellationToken);
        var id = await services.ClaimAsync(cancellationToken);
        try
        {
            return await AdmitAsync(id, image, build, cancellationToken);
        }
        catch (Exception failure)
        {
            await remover.TryRemoveAsync(id, CancellationToken.None);
            throw failure is IOException or UnauthorizedAccessException
                ? new InfrastructureException($"The engine {id} could not be made: {failure.Message}", failure)
                : failure is InfrastructureException or OperationCanceledException ? failure : new InfrastructureException($"The engine {id} could not be made; this is a mistake in slipway itself, please report it: {failure.Message}", failure);
        }
    }

    private async Task<EngineRecord> AdmitAsync(EngineId id, EngineImageChoice image, EngineBuild build, CancellationToken cancellationToken)
    {
        services.Records.MakeFolder(id);
        var network = services.Network.Facts(id);
        var admitting = services.Network.AdmitAsync(id, network, EngineBuild.Sources(build.Request), cancellationToken);
        try
        {
            using var users = UserNamespace.Create(id.Ids);
            var contents = await PrepareAsync(new(id.Value, image, users, build.Request.Limits.DiskBytes, build.Request.LayerCache, build.StartEmpty), network, build.Request.Machine is not null, cancellationToken);
            var sandbox = services.SandboxOf(id);
            var record = Describe(id, image, build, contents, sandbox.Limit(build.Request.Limits));
            services.Records.Save(record);
            ClientFiles.Write(services.Names.EngineFolder(id.Value), record);
            using var running = await sandbox.StartAsync(contents, users, admitting, cancellationToken);
            await WaitReadyAsync(record, sandbox, running, contents, cancellationToken);
            services.Storage.Unmount(id.Value);
            var ready = record with { State = build.Idle ? EngineState.Idle : EngineState.Leased, Process = running.Process };
            return await services.Records.ChangeAsync(id.Value, now => now.State == EngineState.Starting ? ready : null, cancellationToken)
                ?? throw new InfrastructureException($"The engine {id} was removed while it was made: its owner is gone.");
        }
        finally
        {
            // What fails is removed at once, and then nothing may be added to it any more.
            await admitting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<SandboxContents> PrepareAsync(EngineDiskRequest disk, EngineNetworkFacts network, bool isMachine, CancellationToken cancellationToken)
    {
        var preparing = services.Storage.PrepareAsync(disk, cancellationToken);
        var ssh = Task.Run(() => (SshKeyPair.Create(), SshKeyPair.Create()), CancellationToken.None);
        var keys = Task.Run(() => EngineAuthority.Create(disk.EngineId, network.Engine, services.Time), CancellationToken.None);
        await Task.WhenAll(preparing, ssh, keys);
        var (host, client) = await ssh;
        return new(disk.Image.Version, await preparing, network, await keys, host, client) { Agent = isMachine ? services.AgentFile : null };
    }

    private EngineRecord Describe(EngineId id, EngineImageChoice image, EngineBuild build, SandboxContents contents, IReadOnlyList<string> unlimited) => new()
    {
        Id = id.Value,
        State = EngineState.Starting,
        Version = image.Version,
        Machine = build.Request.Machine is null ? null : image.Image,
        Address = contents.Network.Engine.ToString(),
        Limits = build.Request.Limits,
        Created = services.Time.GetUtcNow(),
        Holder = build.Request.Owner,
        Owner = build.Owner,
        Maker = OwnerProcess.Current,
        LayerCache = build.Request.LayerCache,
        Head = contents.Disk.Head,
        Sources = EngineBuild.Sources(build.Request),
        Warnings = [.. image.Warning is null ? (string[])[] : [image.Warning], .. contents.Disk.Warnings, .. services.Network.Warnings, .. unlimited],
        Certificates = contents.Keys.Client,
        Ssh = new(SshPort, contents.ClientKey.PrivateKey, contents.HostKey.PublicKey),
    };

    private async Task WaitReadyAsync(EngineRecord record, EngineSandbox sandbox, RunningSandbox running, SandboxContents contents, CancellationToken cancellationToken)
    {
        using var api = new EngineApi(record.Address, record.Certificates, services.Time);
        var patience = _patience.Now;
        using var timeout = new CancellationTokenSource(patience, services.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            if (!await api.WaitReadyAsync(() => !running.HasEnded, both.Token))
            {
                throw sandbox.DoesNotStart(contents);
            }
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            _patience.IsTooShort(patience);
            throw new EngineStartException($"The dockerd {record.Version} of engine {record.Id} did not answer within {DurationText.Of(patience)}. A machine that is slower needs more startTimeoutSeconds in /etc/slipway/engines.json. Its last words: {EngineLogs.Tail(contents.Disk.RootFiles)}", contents.Disk.Head, late: true, limited: false);
        }
    }
}
