using System.Formats.Tar;
using Slipway.Execution.Jobs;

namespace Slipway.Execution.JobSpaces;

/// <summary>The agent's file and how it gets into a container: as an archive, because nothing of the host is mounted there.</summary>
public sealed class AgentProgram
{
    public const string Folder = "/.slipway/bin";
    public const string Path = Folder + "/slipway-agent";
    public const string ServeMode = "serve";
    private readonly byte[] _archive;

    private AgentProgram(byte[] archive) => _archive = archive;

    /// <param name="file">The native static program.</param>
    /// <exception cref="InfrastructureException">It is not there.</exception>
    public static AgentProgram Load(string file)
    {
        if (!File.Exists(file))
        {
            throw new InfrastructureException($"The agent is missing at {file}: build it with scripts/build.sh, or name it in SLIPWAY_AGENT.");
        }

        using var archive = new MemoryStream();
        using (var tar = new TarWriter(archive, TarEntryFormat.Ustar, leaveOpen: true))
        {
            tar.WriteEntry(Directory(".slipway/"));
            tar.WriteEntry(Directory(".slipway/bin/"));
            using var content = File.OpenRead(file);
            tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, ".slipway/bin/slipway-agent") { Mode = Executable, DataStream = content });
        }

        return new AgentProgram(archive.ToArray());
    }

    /// <summary>A tar to unpack at the container's root.</summary>
    public Stream OpenArchive() => new MemoryStream(_archive, writable: false);

    private const UnixFileMode Executable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private static UstarTarEntry Directory(string name) => new(TarEntryType.Directory, name) { Mode = Executable };
}
