using System.Text;
using Slipway.Agent.Tests.Serving;
using Slipway.Execution.Agents;
using Slipway.Model.Archives;
using Slipway.Model.Wire;
using Slipway.Testing.Programs;

namespace Slipway.Agent.Tests.Archives;

/// <summary>A folder that archives are unpacked into by the real agent, and what lies beside it.</summary>
public abstract class ArchiveTrials : IAsyncDisposable
{
    protected ArchiveTrials()
    {
        Root = Directory.CreateTempSubdirectory("slipway-archive-").FullName;
        Shell("mkdir outside ws; echo secret >outside/file; chmod 600 outside/file; mkdir -m 750 outside/folder; touch -d @1000000000 outside/folder outside/file outside");
    }

    protected string Root { get; }

    public ValueTask DisposeAsync()
    {
        Shell($"rm -rf {Root}", "/");
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>Everything of what lies outside that an archive could change.</summary>
    internal string Outside() => Shell("find outside -printf '%p %y %m %U:%G %s %T@ %l %n\\n' | LC_ALL=C sort; cat outside/file");

    internal static TarEntry File(string name, string content = "", uint mode = 0x1A4) => Entry(name, TarEntry.File, mode) with { Size = content.Length };

    internal static TarEntry Folder(string name, uint mode = 0x1ED) => Entry(name, TarEntry.Folder, mode);

    internal static TarEntry Link(string name, string target) => Entry(name, TarEntry.SymbolicLink, 0x1FF) with { Link = Encoding.UTF8.GetBytes(target) };

    internal static TarEntry HardLink(string name, string target) => Entry(name, TarEntry.HardLink, 0x1A4) with { Link = Encoding.UTF8.GetBytes(target) };

    internal static TarEntry Entry(string name, byte type, uint mode) => new() { Name = Encoding.UTF8.GetBytes(name), Type = type, Mode = mode, ModifiedSeconds = 1_500_000_000 };

    /// <summary>Unpacks into <c>ws</c>.</summary>
    /// <returns>Why it was refused; null: it was not.</returns>
    internal async Task<AgentException?> UnpackAsync(RunningAgent agent, bool keepOwners, params TarEntry[] entries)
    {
        using var tar = new MemoryStream();
        foreach (var entry in entries)
        {
            tar.Write(TarFormat.Encode(entry));
            tar.Write(Encoding.ASCII.GetBytes(new string('x', (int)entry.Size)));
            tar.Write(new byte[TarFormat.Padding(entry.Size)]);
        }

        tar.Write(new byte[2 * TarFormat.Block]);
        tar.Position = 0;
        try
        {
            await agent.Connection.UploadAsync(new UploadRequest { Directory = $"{Root}/ws", KeepOwners = keepOwners }, tar, RunningAgent.Token);
            return null;
        }
        catch (AgentException refused)
        {
            return refused;
        }
    }

    protected string Shell(string script, string? folder = null) => Tool.Shell(folder ?? Root, script);
}
