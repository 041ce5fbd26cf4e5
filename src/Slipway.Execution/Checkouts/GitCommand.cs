using System.ComponentModel;
using System.Diagnostics;
using Slipway.Execution.Failures;

namespace Slipway.Execution.Checkouts;

/// <summary>Runs git on the user's repository.</summary>
public static class GitCommand
{
    // The tree may belong to the user who calls sudo.
    private const string AnyOwner = "safe.directory=*";

    /// <summary>Standard output of a git command; null: it failed.</summary>
    /// <exception cref="InfrastructureException">There is no git on this machine.</exception>
    public static async Task<string?> TryAsync(string folder, CancellationToken cancellationToken, params string[] arguments)
    {
        var start = new ProcessStartInfo("git", ["-c", AnyOwner, "-C", folder, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
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

    /// <summary>Copies a repository without its working tree; false: git could not.</summary>
    public static async Task<bool> TryCloneAsync(string repository, string clone, CancellationToken cancellationToken) =>
        // The other half of a clone is a process of its own, which does not get what this one is configured with.
        await TryAsync(repository, cancellationToken, "clone", "--quiet", "--no-checkout", "--upload-pack", $"git -c '{AnyOwner}' upload-pack", repository, clone) is not null;
}
