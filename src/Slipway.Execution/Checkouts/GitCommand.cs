using System.ComponentModel;
using System.Diagnostics;
using Slipway.Execution.Jobs;

namespace Slipway.Execution.Checkouts;

/// <summary>Runs git on the user's repository.</summary>
internal static class GitCommand
{
    /// <summary>Standard output of a git command; null: it failed.</summary>
    /// <exception cref="InfrastructureException">There is no git on this machine.</exception>
    public static async Task<string?> TryAsync(string folder, CancellationToken cancellationToken, params string[] arguments)
    {
        // The tree may belong to the user who calls sudo.
        var start = new ProcessStartInfo("git", ["-c", "safe.directory=*", "-C", folder, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            await errors;
            return process.ExitCode == 0 ? output : null;
        }
        catch (Win32Exception failure)
        {
            throw new InfrastructureException("git is not installed on this machine; the checkout step needs it: install the package git", failure);
        }
    }
}
