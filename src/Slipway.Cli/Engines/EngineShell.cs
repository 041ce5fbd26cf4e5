using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Slipway.Engines.Leases;
using Slipway.Engines.Running;

namespace Slipway.Cli.Engines;

/// <summary>Runs commands in an engine over SSH with the caller's own terminal; works for root and for the group slipway alike.</summary>
internal static class EngineShell
{
    /// <summary>Runs a command, or a login shell when there is none; ssh's exit code, which is the command's.</summary>
    public static async Task<int> RunAsync(EngineRecord record, IReadOnlyList<string> command, CancellationToken cancellationToken)
    {
        var files = EngineDesk.CertificatesOf(record);
        var start = new ProcessStartInfo("ssh");
        string[] arguments =
        [
            "-q", "-F", "none", "-i", Path.Combine(files, "ssh_key"), "-o", $"UserKnownHostsFile={Path.Combine(files, "known_hosts")}",
            "-o", "IdentitiesOnly=yes", "-o", "StrictHostKeyChecking=yes", "-p", record.Ssh.Port.ToString(CultureInfo.InvariantCulture),
            .. command.Count > 0 && !Console.IsInputRedirected && !Console.IsOutputRedirected ? (string[])["-t"] : [],
            $"root@{record.Address}", .. command.Select(Quote),
        ];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }
        using var process = Start(start);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode;
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception failure)
        {
            throw new EngineException("ssh is not installed, or cannot be started; it is in the package openssh-client.", failure);
        }
    }

    // ssh joins its words with spaces and a shell at the far end takes them apart again.
    private static string Quote(string word) => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
