using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Slipway.Linux.Identity;
using Slipway.Linux.Tools;

namespace Slipway.Linux.Repositories;

/// <summary>Starts git, and nothing else is able to: as the user that a repository belongs to, with an environment that is made here and nothing of the caller's.</summary>
/// <param name="user">As whom it runs; null: as this process.</param>
internal sealed class GitProcess(uint? user)
{
    public uint? User => user;

    private const int MostOutput = 1 << 29;
    private const int MostErrors = 1 << 14;

    /// <summary>Runs a command to its end; cancelling kills it.</summary>
    /// <param name="arguments">What follows the settings.</param>
    /// <param name="variables">What is set beside them.</param>
    /// <param name="input">What it reads; null: nothing.</param>
    /// <param name="cancellationToken">Covers the run.</param>
    /// <exception cref="GitFailedException">git cannot be started, or says more than anything is read of it.</exception>
    public async Task<GitOutcome> RunAsync(IEnumerable<string> arguments, IReadOnlyDictionary<string, string> variables, ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        using var output = new MemoryStream();
        var outcome = await RunAsync(arguments, variables, input, stream => CopyAsync(stream, output, cancellationToken), cancellationToken);
        return outcome with { Output = output.ToArray() };
    }

    /// <summary>As above, for output that is read while it comes.</summary>
    public async Task<GitOutcome> RunAsync(
        IEnumerable<string> arguments, IReadOnlyDictionary<string, string> variables, ReadOnlyMemory<byte> input, Func<Stream, Task> read, CancellationToken cancellationToken)
    {
        using var process = Start(arguments, variables);
        try
        {
            var errors = ReadErrorsAsync(process.StandardError.BaseStream, cancellationToken);
            await Task.WhenAll(GiveAsync(process, input, cancellationToken), read(process.StandardOutput.BaseStream));
            await process.WaitForExitAsync(cancellationToken);
            return new GitOutcome(process.ExitCode, [], await errors);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    /// <summary>The list of what the user ignores everywhere, by the user's own settings, which a repository has no part in.</summary>
    public async Task<string> UsersExcludesAsync(CancellationToken cancellationToken)
    {
        var home = user is { } id ? UserAccount.Find(id)?.Home : Environment.GetEnvironmentVariable("HOME");
        if (home is not { Length: > 0 })
        {
            return "/dev/null";
        }

        var settings = (user is null ? Environment.GetEnvironmentVariable("XDG_CONFIG_HOME") : null) is { Length: > 0 } given ? given : Path.Combine(home, ".config");
        var variables = new Dictionary<string, string> { ["HOME"] = home, ["XDG_CONFIG_HOME"] = settings, ["GIT_DIR"] = GitSettings.Nowhere };
        var asked = await RunAsync(["config", "--type=path", "--get", "core.excludesFile"], variables, default, cancellationToken);
        return asked.ExitCode == 0 ? Encoding.UTF8.GetString(asked.Output).TrimEnd('\n') : Path.Combine(settings, "git", "ignore");
    }

    private Process Start(IEnumerable<string> arguments, IReadOnlyDictionary<string, string> variables)
    {
        var git = ToolPath.Find("git") ?? throw Missing("git", "git");
        List<string> command = [.. AsUser(), git, .. GitSettings.Overrides.SelectMany(setting => new[] { "-c", setting }), .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = "/",
        };
        start.Environment.Clear();
        start.Environment["PATH"] = ToolPath.SearchPath;
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception failure)
        {
            throw new GitFailedException($"{command[0]} cannot be started: {failure.Message}", failure);
        }
    }

    /// <summary>What comes before a command so that it runs as the user, who is not root, with nothing of root's.</summary>
    private string[] AsUser()
    {
        if (user is not { } id)
        {
            return [];
        }

        var account = UserAccount.Find(id);
        return
        [
            ToolPath.Find("setpriv") ?? throw Missing("setpriv", "util-linux"),
            "--reuid", id.ToString(CultureInfo.InvariantCulture),
            "--regid", (account?.Group ?? id).ToString(CultureInfo.InvariantCulture),
            // Only a user that the machine knows has groups.
            account is null ? "--clear-groups" : "--init-groups",
            "--no-new-privs", "--inh-caps=-all", "--bounding-set=-all", "--",
        ];
    }

    private static GitFailedException Missing(string tool, string package) => new($"{tool} is not installed on this machine: install the package {package}");

    private static async Task GiveAsync(Process process, ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        try
        {
            await using var stdin = process.StandardInput.BaseStream;
            await stdin.WriteAsync(input, cancellationToken);
        }
        catch (IOException)
        {
            // It ended without reading everything: its exit code and message say why.
        }
    }

    private static async Task CopyAsync(Stream from, MemoryStream to, CancellationToken cancellationToken)
    {
        var chunk = new byte[1 << 16];
        for (int count; (count = await from.ReadAsync(chunk, cancellationToken)) > 0;)
        {
            await to.WriteAsync(chunk.AsMemory(0, count), cancellationToken);
            if (to.Length > MostOutput)
            {
                throw new GitFailedException($"git says more than {MostOutput >> 20} MB of this repository, the most that is read");
            }
        }
    }

    /// <summary>The beginning is kept, the rest is read so that git can go on.</summary>
    private static async Task<string> ReadErrorsAsync(Stream errors, CancellationToken cancellationToken)
    {
        var kept = new byte[MostErrors];
        var length = await errors.ReadAtLeastAsync(kept, MostErrors, throwOnEndOfStream: false, cancellationToken);
        await errors.CopyToAsync(Stream.Null, cancellationToken);
        return Encoding.UTF8.GetString(kept, 0, length).Trim();
    }
}

/// <param name="ExitCode">0: it did what it was asked.</param>
/// <param name="Output">Standard output, where it was not read meanwhile.</param>
/// <param name="Errors">The beginning of what it complained of.</param>
internal sealed record GitOutcome(int ExitCode, byte[] Output, string Errors);
