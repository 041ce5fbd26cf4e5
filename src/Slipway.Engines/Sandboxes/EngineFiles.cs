using System.Text;
using Slipway.Engines.Identity;
using Slipway.Engines.Networks;
using Slipway.Engines.Roots;
using Slipway.Engines.Settings;
using Slipway.Linux.Failures;
using Slipway.Linux.Files;

namespace Slipway.Engines.Sandboxes;

/// <summary>What one engine's root holds besides its image: names, resolvers, keys, and the configuration of what runs in it.</summary>
internal sealed class EngineFiles(EngineSettings settings)
{
    private const string HostKey = ".slipway/ssh_host_key";

    /// <summary>Writes everything; the pipe on which the engine's first process waits for the host's signal.</summary>
    public string Write(EngineId id, SandboxContents contents)
    {
        var (version, disk, network, keys, hostKey, clientKey) = contents;
        var root = new RootFiles(disk.RootFiles);
        WriteNames(root, id, network);
        root.Write(".slipway/init.sh", Script("init.sh"));
        root.Write(".slipway/dockerd.env", DaemonConfig.Variables(version));
        if (contents.Agent is { } agent)
        {
            root.Copy(".slipway/bin/slipway-agent", agent, FileModes.Program);
            root.Write(".slipway/machine.sh", Script("machine.sh"));
        }
        else
        {
            root.Write("usr/local/bin/sudo", Script("sudo.sh"), FileModes.Program);
        }
        root.Write("usr/local/bin/systemctl", Script("systemctl.sh"), FileModes.Program);
        root.Write("usr/local/bin/service", Script("systemctl.sh"), FileModes.Program);
        root.Write(".slipway/ca.pem", keys.Client.Ca);
        root.Write(".slipway/server-cert.pem", keys.ServerCertificate);
        root.Write(".slipway/server-key.pem", keys.ServerKey, FileModes.PrivateFile);
        root.Write(".slipway/containerd.toml", ContainerdConfig);
        root.Write(".slipway/sshd_config", SshdConfig);
        root.Write(HostKey, hostKey.PrivateKey, FileModes.PrivateFile);
        root.Write("root/.ssh/authorized_keys", clientKey.PublicKey + "\n", FileModes.PrivateFile);
        InnerRuntime.Write(root, disk.RootFiles, version);
        root.Write("etc/docker/daemon.json", DaemonConfig.Write(settings, version, network));
        foreach (var file in settings.Registries.ExtraCertificates)
        {
            root.Append("etc/ssl/certs/ca-certificates.crt", ReadCertificate(file) + "\n");
        }
        return root.MakePipe(".slipway/go");
    }

    private void WriteNames(RootFiles root, EngineId id, EngineNetworkFacts network)
    {
        var name = SandboxBundle.HostName(id);
        var hosts = new StringBuilder($"127.0.0.1 localhost\n{network.Engine} {name} remote-docker\n");
        foreach (var line in settings.Network.ExtraHosts)
        {
            hosts.Append(ExtraHost.TryParse(line, out var host)
                ? $"{host.Address} {host.Name}\n"
                : throw new InfrastructureException($"network.extraHosts has '{line}'; write name:address, such as registry.example.com:10.1.2.3."));
        }
        root.Write("etc/hosts", hosts.ToString());
        root.Write("etc/hostname", name + "\n");
        root.Write("etc/resolv.conf", string.Concat(network.Resolvers.Select(address => $"nameserver {address}\n")));
    }

    private static string ReadCertificate(string file)
    {
        try
        {
            return WorldFailure.OfFiles(() => File.ReadAllText(file));
        }
        catch (IOException failure)
        {
            throw new InfrastructureException($"registries.extraCertificates in the settings names {file}, which cannot be read: {failure.Message}", failure);
        }
    }

    private static string Script(string name)
    {
        using var stream = typeof(EngineFiles).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    // Under the data root, so that a layer cache holds all of it; without the parts that only Kubernetes or other file systems need.
    private const string ContainerdConfig = """
        version = 2
        root = "/var/lib/docker/containerd/daemon"
        state = "/run/containerd"
        disabled_plugins = [
          "io.containerd.grpc.v1.cri", "io.containerd.cri.v1.images", "io.containerd.cri.v1.runtime",
          "io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.zfs", "io.containerd.snapshotter.v1.devmapper",
          "io.containerd.snapshotter.v1.blockfile", "io.containerd.snapshotter.v1.erofs", "io.containerd.snapshotter.v1.aufs",
          "io.containerd.internal.v1.opt", "io.containerd.tracing.processor.v1.otlp", "io.containerd.internal.v1.tracing",
          "io.containerd.nri.v1.nri"
        ]

        """;

    private const string SshdConfig = """
        Port 22
        AddressFamily inet
        HostKey /.slipway/ssh_host_key
        PidFile /run/sshd.pid
        PermitRootLogin prohibit-password
        PasswordAuthentication no
        KbdInteractiveAuthentication no
        UsePAM no
        UseDNS no
        PrintMotd no
        AcceptEnv LANG LC_*
        Subsystem sftp internal-sftp

        """;
}
