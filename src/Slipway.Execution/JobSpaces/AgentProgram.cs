using System.Formats.Tar;
using Slipway.Linux.Failures;
using Slipway.Linux.Files;

namespace Slipway.Execution.JobSpaces;

/// <summary>The agent's file and how it gets into a container: as an archive, because nothing of the host is mounted there.</summary>
public sealed class AgentProgram
{
    public const string Folder = "/.slipway/bin";
    public const string Path = Folder + "/slipway-agent";
    public const string ServeMode = "serve";
    private readonly Task<ArraySegment<byte>> _archive;

    private AgentProgram(Task<ArraySegment<byte>> archive) => _archive = archive;

    /// <param name="file">The native static program.</param>
    /// <exception cref="InfrastructureException">It is not there.</exception>
    public static AgentProgram Load(string file)
    {
        if (!File.Exists(file))
        {
            throw new InfrastructureException($"The agent is missing at {file}: build it with scripts/build.sh, or name it in SLIPWAY_AGENT.");
        }

        // Beside what else a run begins with.
        return new AgentProgram(Task.Run(() => Pack(file)));
    }

    /// <summary>A tar to unpack at the container's root.</summary>
    public async Task<Stream> OpenArchiveAsync()
    {
        var archive = await _archive;
        return new MemoryStream(archive.Array!, archive.Offset, archive.Count, writable: false);
    }

    private static ArraySegment<byte> Pack(string file)
    {
        const int Headers = 16 * 1024;
        using var archive = new MemoryStream((int)new FileInfo(file).Length + Headers);
        using (var tar = new TarWriter(archive, TarEntryFormat.Ustar, leaveOpen: true))
        {
            tar.WriteEntry(Directory(".slipway/"));
            tar.WriteEntry(Directory(".slipway/bin/"));
            using var content = File.OpenRead(file);
            tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, ".slipway/bin/slipway-agent") { Mode = FileModes.Program, DataStream = content });
        }

        return new ArraySegment<byte>(archive.GetBuffer(), 0, (int)archive.Length);
    }

    private static UstarTarEntry Directory(string name) => new(TarEntryType.Directory, name) { Mode = FileModes.Program };
}
