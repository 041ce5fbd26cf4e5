using Slipway.Engines.Addresses;
using Slipway.Engines.Api;
using Slipway.Engines.Certificates;
using Slipway.Engines.Failures;
using Slipway.Engines.Identity;
using Slipway.Engines.Images;
using Slipway.Engines.Leases;
using Slipway.Engines.Networks;
using Slipway.Engines.Sandboxes;
using Slipway.Engines.Ssh;
using Slipway.Engines.Storage;
using Slipway.Linux.Processes;

namespace Slipway.Engines.Running;

/// <summary>Makes an engine from nothing to its first answer over TLS. What does not depend on each other happens at the same time.</summary>
public sealed class EngineMaker(EngineParts parts, EngineRemover remover)
{
    private const int SshPort = 22;
    private readonly EngineFiles _files = new(parts.Settings);

    /// <summary>Makes an engine; on failure and cancellation what there is of it is removed before this returns.</summary>
    /// <param name="onProgress">Gets a line when something takes long, such as making an image.</param>
    /// <param name="cancellationToken">Covers the making.</param>
    /// <exception cref="EngineStartException">Its dockerd did not come to its first answer.</exception>
    public async Task<EngineRecord> MakeAsync(EngineOrder order, Action<string> onProgress, CancellationToken cancellationToken)
    {
        var choice = await parts.Storage.ChooseAsync(order.Request.Version, onProgress, cancellationToken);
        using var place = await parts.Starts.EnterAsync(cancellationToken);
        var id = await parts.ClaimAsync(cancellationToken);
        try
        {
            return await MakeAsync(id, choice, order, cancellationToken);
        }
        catch (Exception failure)
        {
            await remover.TryRemoveAsync(id, CancellationToken.None);
            throw failure is IOException or UnauthorizedAccessException
                ? new EngineException($"The engine {id} could not be made: {failure.Message}", failure)
                : failure is EngineException or OperationCanceledException ? failure : new EngineException($"The engine {id} could not be made.", failure);
        }
    }

    private async Task<EngineRecord> MakeAsync(EngineId id, EngineImageChoice choice, EngineOrder order, CancellationToken cancellationToken)
    {
        var folder = parts.Records.MakeFolder(id);
        var facts = parts.Network.Facts(id);
        var admitting = parts.Network.AdmitAsync(id, facts, Sources(order.Request), cancellationToken);
        try
        {
            return await MakeAsync(id, folder, facts, admitting, choice, order, cancellationToken);
        }
        finally
        {
            // What fails is removed at once, and then nothing may be added to it any more.
            await admitting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<EngineRecord> MakeAsync(EngineId id, string folder, EngineNetworkFacts facts, Task admitting, EngineImageChoice choice, EngineOrder order, CancellationToken cancellationToken)
    {
        var request = order.Request;
        using var users = UserNamespace.Create(id.Ids);
        var preparing = parts.Storage.PrepareAsync(new(id.Value, choice.Image, users, request.Limits.DiskBytes, request.LayerCache, order.StartEmpty), cancellationToken);
        var secrets = MakeSecretsAsync(id, facts);
        await Task.WhenAll(preparing, secrets);
        var disk = await preparing;
        var (keys, hostKey, clientKey) = await secrets;
        var unlimited = Unlimited(parts.CgroupOf(id).Limit(request.Limits));
        var record = new EngineRecord
        {
            Id = id.Value,
            State = EngineState.Starting,
            Version = choice.Version,
            Address = facts.Engine.ToString(),
            Limits = request.Limits,
            Created = parts.Time.GetUtcNow(),
            Holder = request.Owner,
            Owner = order.Owner,
            Maker = OwnerProcess.Current,
            LayerCache = request.LayerCache,
            Head = disk.Head,
            Sources = Sources(request),
            Warnings = [.. choice.Warning is null ? (string[])[] : [choice.Warning], .. disk.Warnings, .. parts.Network.Warnings, .. unlimited],
            Certificates = keys.Client,
            Ssh = new(SshPort, clientKey.PrivateKey, hostKey.PublicKey),
        };
        parts.Records.Save(record);
        ClientFiles.Write(parts.Names.EngineFolder(id.Value), record);
        var pipe = _files.Write(disk.RootFiles, id, choice.Version, facts, keys, hostKey, clientKey);
        int process;
        using (var word = new HostsWord(pipe))
        {
            process = await StartAsync(record, id, folder, disk, users, facts, admitting, cancellationToken);
            word.Give();
            await WaitReadyAsync(record, id, process, disk, cancellationToken);
        }
        parts.Storage.Unmount(id.Value);
        var ready = record with { State = order.Idle ? EngineState.Idle : EngineState.Leased, Process = process };
        return await parts.Records.ChangeAsync(id.Value, now => now.State == EngineState.Starting ? ready : null, cancellationToken)
            ?? throw new EngineException($"The engine {id} was ended while it was made: its owner is gone.");
    }

    private async Task<(EngineKeys Keys, SshKeyPair Host, SshKeyPair Client)> MakeSecretsAsync(EngineId id, EngineNetworkFacts facts)
    {
        var ssh = Task.Run(() => (SshKeyPair.Create(), SshKeyPair.Create()), CancellationToken.None);
        var keys = await Task.Run(() => EngineAuthority.Create(id.Value, facts.Engine, parts.Time), CancellationToken.None);
        var (host, client) = await ssh;
        return (keys, host, client);
    }

    private async Task<int> StartAsync(EngineRecord record, EngineId id, string folder, EngineDisk disk, UserNamespace users, EngineNetworkFacts facts, Task admitting, CancellationToken cancellationToken)
    {
        var cgroup = parts.CgroupOf(id);
        SandboxBundle.Write(folder, id, disk, users, cgroup.SandboxPath, parts.Settings);
        var process = await parts.Runtime.RunAsync(id.Value, folder, cancellationToken);
        cgroup.Delegate(id.IdBase);
        await PlugAsync(record, id, disk, facts, process);
        await admitting;
        return process;
    }

    private async Task PlugAsync(EngineRecord record, EngineId id, EngineDisk disk, EngineNetworkFacts facts, int process)
    {
        var first = OwnerProcess.Of(process);
        try
        {
            parts.Network.Plug(id, facts, process);
        }
        catch (IOException)
        {
            // A process that is ending loses its namespaces a moment before it counts as dead.
            for (var wait = 0; wait < 20 && first.IsAlive; wait++)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), parts.Time, CancellationToken.None);
            }
            if (first.IsAlive)
            {
                throw;
            }
            throw DoesNotStart(record, id, disk);
        }
    }

    private async Task WaitReadyAsync(EngineRecord record, EngineId id, int process, EngineDisk disk, CancellationToken cancellationToken)
    {
        var first = OwnerProcess.Of(process);
        using var api = new EngineApi(record.Address, record.Certificates, parts.Time);
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(parts.Settings.StartTimeoutSeconds), parts.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            if (await api.WaitReadyAsync(() => first.IsAlive, both.Token))
            {
                return;
            }
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            throw new EngineStartException($"The dockerd {record.Version} of engine {record.Id} did not answer within {parts.Settings.StartTimeoutSeconds} s. Its last words: {EngineLogs.Tail(disk.RootFiles)}", disk.Head, late: true, limited: false);
        }
        throw DoesNotStart(record, id, disk);
    }

    private EngineStartException DoesNotStart(EngineRecord record, EngineId id, EngineDisk disk) =>
        new($"The engine image {record.Version} does not start. Its last words: {EngineLogs.Tail(disk.RootFiles)}", disk.Head, late: false, limited: parts.CgroupOf(id).HasMetLimit);

    /// <summary>What is said of limits that cannot be set.</summary>
    internal static IEnumerable<string> Unlimited(IEnumerable<string> limits) =>
        limits.Select(what => $"The {what} of this engine cannot be limited: `slipway doctor` says what this machine's control groups lack.");

    /// <summary>The permitted sources, checked.</summary>
    internal static IReadOnlyList<string> Sources(EngineRequest request) =>
        [.. request.AllowedSources.Select(text => Ipv4Network.TryParse(text, out var network) ? network.ToString() : throw new EngineException($"'{text}' is no IPv4 network such as 172.20.0.0/24."))];
}
