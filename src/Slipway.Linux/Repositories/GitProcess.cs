using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Slipway.Linux.Files;
using Slipway.Linux.Identity;
using Slipway.Linux.Kernel;
using Slipway.Linux.Tools;

namespace Slipway.Linux.Repositories;

/// <summary>Starts git, and nothing else is able to: as the user that a repository belongs to, with an environment that is made here and nothing of the caller's.</summary>
/// <param name="user">As whom it runs; null: as this process.</param>
/// <param name="patience">How long nothing may come of it before it is ended; null: as long as any question takes. A pipe in the place of a file would be waited for for ever.</param>
/// <param name="whole">How long a question may take in all; null: as long as any. What copies objects has no such end.</param>
internal sealed class GitProcess(uint? user, TimeSpan? patience = null, TimeSpan? whole = null)
{
    private const int MostOutput = 1 << 27;
    private const int MostErrors = 1 << 14;

    private readonly TimeSpan _patience = patience ?? TimeSpan.FromMinutes(5);
    private readonly TimeSpan _whole = whole ?? TimeSpan.FromMinutes(15);

    public uint? User => user;

    /// <summary>What stands before the program on its command line.</summary>
    public IReadOnlyList<string> Before { get; init; } = [];

    /// <summary>Null: those for a repository of somebody else.</summary>
    public IReadOnlyList<string>? Settings { get; init; }

    /// <summary>For a folder that may be anybody's: root, and nobody else, runs git as its owner.</summary>
    public static GitProcess For(uint? owner) => new(Caller.Current is { User: 0 } && owner != 0 ? owner : null);

    /// <summary>Runs a command to its end; cancelling kills it, and so does a silence that is too long, or a question that takes too long in all.</summary>
    /// <param name="arguments">What follows the settings.</param>
    /// <param name="variables">What is set beside them.</param>
    /// <param name="input">What it reads; null: nothing.</param>
    /// <param name="patience">Of a command that makes something: there is no other end of it. Null: it is a question.</param>
    /// <param name="cutAt">How many bytes are wanted; it is ended when it has said them. Null: all.</param>
    /// <exception cref="GitFailedException">git cannot be started, takes too long, or says more than anything is read of it.</exception>
    public async Task<GitOutcome> RunAsync(
        IEnumerable<string> arguments, IReadOnlyDictionary<string, string> variables, ReadOnlyMemory<byte> input, CancellationToken cancellationToken, TimeSpan? patience = null, int? cutAt = null)
    {
        using var output = new MemoryStream();
        var outcome = await RunAsync([.. arguments], variables, Giving(input), stream => CopyAsync(stream, output, cutAt, cancellationToken), patience is null ? _whole : null, patience ?? _patience, cancellationToken);
        return outcome with { Output = output.ToArray() };
    }

    /// <summary>A conversation with somebody else's git: what that one says goes in while it comes, and the answer is read while it comes.</summary>
    /// <param name="giveAsync">Writes what the other one says.</param>
    /// <param name="readAsync">Reads the answer to its end.</param>
    public Task<GitOutcome> ConverseAsync(
        IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> variables, Func<Stream, CancellationToken, Task> giveAsync, Func<Stream, Task> readAsync, CancellationToken cancellationToken)
    {
        return RunAsync([.. arguments], variables, giveAsync, ReadAllAsync, null, _patience, cancellationToken);

        async Task<bool> ReadAllAsync(Stream output)
        {
            await readAsync(output);
            return true;
        }
    }

    /// <summary>As above, for output that is read while it comes.</summary>
    /// <param name="isQuestion">False: it copies objects, which takes as long as it takes.</param>
    public Task<GitOutcome> RunAsync(
        IEnumerable<string> arguments, IReadOnlyDictionary<string, string> variables, ReadOnlyMemory<byte> input, Func<Stream, Task> read, CancellationToken cancellationToken, bool isQuestion = false)
    {
        return RunAsync([.. arguments], variables, Giving(input), ReadAllAsync, isQuestion ? _whole : null, _patience, cancellationToken);

        async Task<bool> ReadAllAsync(Stream output)
        {
            await read(output);
            return true;
        }
    }

    /// <param name="readAsync">False: nothing more of the output is wanted.</param>
    private async Task<GitOutcome> RunAsync(
        List<string> command, IReadOnlyDictionary<string, string> variables, Func<Stream, CancellationToken, Task> giveAsync, Func<Stream, Task<bool>> readAsync, TimeSpan? whole, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        end.CancelAfter(whole ?? Timeout.InfiniteTimeSpan);
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(end.Token);
        using var process = Start(command, variables);
        try
        {
            await using var output = new AwaitedOutput(process.StandardOutput.BaseStream, silence, patience);
            var errors = ReadErrorsAsync(process.StandardError.BaseStream, silence.Token);
            var read = await GiveAndReadAsync(GiveAsync(process, giveAsync, silence.Token), readAsync(output));
            if (!read)
            {
                process.Kill(entireProcessTree: true);
                return new GitOutcome(0, [], await errors);
            }

            silence.CancelAfter(patience);
            await process.WaitForExitAsync(silence.Token);
            return new GitOutcome(process.ExitCode, [], await errors);
        }
        catch (OperationCanceledException failure) when (silence.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new GitFailedException(end.IsCancellationRequested ? Late(command, variables, whole) : Silence(command, variables, patience), failure);
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
        List<string> command = [.. AsUser(), .. Before, git, .. (Settings ?? GitSettings.Overrides).SelectMany(setting => new[] { "-c", setting }), .. arguments];
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

        using var tree = TreeWithoutText(start);
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception failure)
        {
            throw new GitFailedException($"{command[0]} cannot be started: {failure.Message}", failure);
        }
    }

    /// <summary>A working tree whose path is no Unicode cannot be told by a variable: git begins in it.</summary>
    /// <returns>The tree, to be kept open until git has begun; null: the variable tells it.</returns>
    private static ConfinedFolder? TreeWithoutText(ProcessStartInfo start)
    {
        if (start.Environment.TryGetValue(GitSettings.WorkTree, out var path) && path is not null && !PathText.IsUnicode(path))
        {
            var tree = ConfinedFolder.TryOpen(path) ?? throw new GitFailedException($"{path} is gone");
            start.WorkingDirectory = tree.Here;
            start.Environment[GitSettings.WorkTree] = ".";
            return tree;
        }

        return null;
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

    private static string Late(List<string> command, IReadOnlyDictionary<string, string> variables, TimeSpan? whole) => string.Create(
        CultureInfo.InvariantCulture,
        $"git did not answer within {whole?.TotalMinutes:0.#} minutes and was ended: git {string.Join(' ', command)}, in {variables.GetValueOrDefault("GIT_WORK_TREE", ".")}. Look for patterns with many stars in .gitignore, and for a disk that is slow");

    private static string Silence(List<string> command, IReadOnlyDictionary<string, string> variables, TimeSpan patience)
    {
        var place = variables.GetValueOrDefault(GitSettings.WorkTree, ".");
        return string.Create(CultureInfo.InvariantCulture, $"git said nothing for {patience.TotalMinutes:0.#} minutes and was ended: git {string.Join(' ', command)}, in {place}. ")
            + $"Look for a pipe that it waits for in the place of a file, with `find {place} -name '.git*' -type p`, and for a disk that does not answer";
    }

    private static GitFailedException Missing(string tool, string package) => new($"{tool} is not installed on this machine: install the package {package}");

    private static async Task<bool> GiveAndReadAsync(Task giving, Task<bool> reading)
    {
        await Task.WhenAll(giving, reading);
        return await reading;
    }

    private static Func<Stream, CancellationToken, Task> Giving(ReadOnlyMemory<byte> input) => (stream, cancellationToken) => stream.WriteAsync(input, cancellationToken).AsTask();

    private static async Task GiveAsync(Process process, Func<Stream, CancellationToken, Task> giveAsync, CancellationToken cancellationToken)
    {
        try
        {
            await using var stdin = process.StandardInput.BaseStream;
            await giveAsync(stdin, cancellationToken);
        }
        catch (IOException)
        {
            // It ended without reading everything: its exit code and message say why.
        }
    }

    /// <returns>False: it was cut.</returns>
    private static async Task<bool> CopyAsync(Stream from, MemoryStream to, int? cutAt, CancellationToken cancellationToken)
    {
        var chunk = new byte[1 << 16];
        for (int count; (count = await from.ReadAsync(chunk, cancellationToken)) > 0;)
        {
            var room = (int)Math.Min(count, (cutAt ?? int.MaxValue) - to.Length);
            await to.WriteAsync(chunk.AsMemory(0, room), cancellationToken);
            if (room < count)
            {
                return false;
            }

            if (to.Length > MostOutput)
            {
                throw new GitFailedException($"git says more than {MostOutput >> 20} MiB of this repository, the most that is read");
            }
        }

        return true;
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
