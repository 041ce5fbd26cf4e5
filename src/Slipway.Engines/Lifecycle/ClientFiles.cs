using System.Text;
using Slipway.Engines.Leases;
using Slipway.Linux.Files;
using Slipway.Linux.Kernel;

namespace Slipway.Engines.Lifecycle;

/// <summary>What a client on this host needs to reach an engine, as files that die with it: a DOCKER_CERT_PATH with an SSH key beside.</summary>
public static class ClientFiles
{
    private const string Key = "key.pem";

    /// <summary>The folder of the files in an engine's own folder.</summary>
    public static string FolderIn(string engineFolder) => Path.Combine(engineFolder, "client");

    internal static void Write(string engineFolder, EngineRecord record)
    {
        var folder = FolderIn(engineFolder);
        Directory.CreateDirectory(folder, FileModes.PrivateFolder);
        foreach (var (name, text) in Files(record))
        {
            WholeFile.Write(Path.Combine(folder, name), Encoding.ASCII.GetBytes(text), FileModes.PrivateFile);
        }
    }

    /// <summary>Whose the files are; null: there are none.</summary>
    internal static uint? OwnerOf(string engineFolder) => FileSystem.OwnerOf(Path.Combine(FolderIn(engineFolder), Key));

    /// <summary>Gives the files to the user who leased the engine. The folder stays root's, who takes it away in the end: nothing of the user's can be in it.</summary>
    internal static void GiveTo(string engineFolder, uint user, uint group)
    {
        var folder = FolderIn(engineFolder);
        foreach (var file in Directory.GetFiles(folder))
        {
            if (Libc.ChangeOwner(file, user, group) != 0)
            {
                throw new KernelException($"give {file} to user {user}");
            }
        }
        File.SetUnixFileMode(folder, FileModes.PassableFolder);
    }

    private static IEnumerable<(string Name, string Text)> Files(EngineRecord record) =>
    [
        ("ca.pem", record.Certificates.Ca),
        ("cert.pem", record.Certificates.Certificate),
        (Key, record.Certificates.Key),
        ("ssh_key", record.Ssh.PrivateKey),
        ("known_hosts", $"{record.Address} {record.Ssh.HostKey}\n"),
    ];
}
