using System.Security.Cryptography.X509Certificates;
using Slipway.Linux.Kernel;

namespace Slipway.Engines.Certificates;

/// <summary>
/// The authorities that this machine trusts. Before a process's first TLS connection .NET reads all of them, some 140, even where only one
/// other is trusted: a tenth of the processor time of an engine's start.
/// </summary>
public static class MachineAuthorities
{
    private const string Nothing = "/dev/null";

    // OpenSSL's names of where the authorities lie (X509_get_default_cert_file_env(3)).
    private static readonly string[] Places = ["SSL_CERT_FILE", "SSL_CERT_DIR"];

    private static Lazy<bool>? _ignoring;

    /// <summary>Trusts none of them: for a process that speaks TLS with engines only. To be said before its first connection.</summary>
    public static void Ignore() => _ignoring ??= new(ReadNone);

    /// <summary>Reads none where that was said; to be called before a connection's certificates are made.</summary>
    internal static void Prepare() => _ = _ignoring?.Value;

    /// <summary>The names are set for the moment of reading, and not in the environment that .NET hands on to what this process starts.</summary>
    private static bool ReadNone()
    {
        var before = Places.Select(Environment.GetEnvironmentVariable).ToList();
        foreach (var place in Places)
        {
            _ = Libc.SetEnvironment(place, Nothing, overwrite: 1);
        }
        using (var read = new X509Store(StoreName.Root, StoreLocation.LocalMachine, OpenFlags.ReadOnly))
        {
            _ = read.Certificates;
        }
        foreach (var (place, value) in Places.Zip(before))
        {
            _ = value is null ? Libc.ClearEnvironment(place) : Libc.SetEnvironment(place, value, overwrite: 1);
        }
        return true;
    }
}
