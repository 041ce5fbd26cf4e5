using System.Globalization;
using System.Text;
using Slipway.Linux.Files;
using Slipway.Linux.Locks;
using Slipway.Linux.Tools;

namespace Slipway.Linux.Repositories;

/// <summary>
/// A bare repository that this program keeps for others: nobody else writes into it, and what comes in is checked by git. It runs no hooks. Safe for any number of callers at
/// once, also in several processes.
/// </summary>
/// <param name="folder">The repository; what is beside it with the same name is its lock.</param>
public sealed class ServedRepository(string folder)
{
    private const int MostBytesOfAnswer = 1 << 20;
    private const int CommitParts = 5;

    private readonly Dictionary<string, string> _variables = new(GitSettings.Variables) { ["GIT_DIR"] = folder };

    public string Folder => folder;

    private string LockFile => folder + ".lock";

    /// <summary>Makes it where it is not there yet.</summary>
    /// <exception cref="GitFailedException">git cannot make it.</exception>
    public async Task CreateAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder)!, FileModes.PrivateFolder);
        if (Directory.Exists(Path.Combine(folder, "objects")))
        {
            return;
        }

        var made = await Process().RunAsync(["init", "--quiet", "--bare", "--initial-branch=main", "--template=", "--", folder], GitSettings.Variables, default, cancellationToken);
        Require(made, "made");
        await File.WriteAllBytesAsync(LockFile, [], cancellationToken);
    }

    /// <summary>Removes it with all that is in it.</summary>
    public void Remove()
    {
        Directory.Delete(folder, recursive: true);
        File.Delete(LockFile);
    }

    /// <summary>What a client learns first: the refs, and what this git can do.</summary>
    /// <param name="command"><c>receive-pack</c> or <c>upload-pack</c>.</param>
    /// <param name="protocol">The version that the client asks for; null: none.</param>
    public async Task<byte[]> AdvertiseAsync(string command, string? protocol, CancellationToken cancellationToken)
    {
        var said = await Process().RunAsync([command, "--stateless-rpc", "--advertise-refs", folder], With(protocol), default, cancellationToken);
        Require(said, "read");
        return said.Output;
    }

    /// <summary>Takes or gives objects. As long as git runs, also when this process is gone, the repository counts as written to.</summary>
    /// <param name="command"><c>receive-pack</c> or <c>upload-pack</c>.</param>
    /// <param name="mostBytes">How much a push may bring.</param>
    /// <param name="giveAsync">Writes the request.</param>
    /// <param name="readAsync">Reads the answer to its end.</param>
    /// <returns>What git complained of; null: nothing.</returns>
    public async Task<string?> ServeAsync(
        string command, string? protocol, long mostBytes, Func<Stream, CancellationToken, Task> giveAsync, Func<Stream, Task> readAsync, CancellationToken cancellationToken)
    {
        string[] limit = command == "receive-pack" ? ["-c", string.Create(CultureInfo.InvariantCulture, $"receive.maxInputSize={mostBytes}")] : [];
        var outcome = await Process(command == "receive-pack").ConverseAsync([.. limit, command, "--stateless-rpc", folder], With(protocol), giveAsync, readAsync, cancellationToken);
        return outcome.ExitCode == 0 ? null : outcome.Errors;
    }

    /// <summary>Waits until nothing is written that a process began which is gone.</summary>
    public async Task SettleAsync(CancellationToken cancellationToken)
    {
        using var held = await FileLock.TakeAsync(LockFile, cancellationToken);
    }

    /// <summary>The ids of all refs by their whole names.</summary>
    public async Task<IReadOnlyDictionary<string, string>> RefsAsync(CancellationToken cancellationToken)
    {
        var said = await Process().RunAsync(["for-each-ref", "--format=%(objectname) %(refname)"], _variables, default, cancellationToken);
        Require(said, "read");
        return Encoding.UTF8.GetString(said.Output).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ', 2)).ToDictionary(pair => pair[1], pair => pair[0], StringComparer.Ordinal);
    }

    /// <summary>The full id of the commit that a name leads to; null: there is none.</summary>
    public Task<string?> CommitIdAsync(string name, CancellationToken cancellationToken) =>
        TryAsync(cancellationToken, "rev-parse", "--verify", "--quiet", "--end-of-options", name + "^{commit}");

    /// <param name="id">A full id.</param>
    /// <returns>Null: it is not there.</returns>
    public async Task<GitCommit?> CommitAsync(string id, CancellationToken cancellationToken) =>
        (await TryAsync(cancellationToken, "log", "-1", "--no-show-signature", "--format=%H%x00%an%x00%ae%x00%s%x00%b", "--end-of-options", id))?.Split('\0', CommitParts) is [var full, var name, var address, var subject, var body]
            ? new GitCommit(full, subject, body.TrimEnd(), name, address)
            : null;

    /// <summary>A file of a commit.</summary>
    /// <param name="mostBytes">How large it may be.</param>
    /// <returns>Null: there is none.</returns>
    /// <exception cref="GitFailedException">It is larger.</exception>
    public async Task<byte[]?> ReadAsync(string commit, string path, int mostBytes, CancellationToken cancellationToken)
    {
        var read = await Process().RunAsync(["cat-file", "blob", $"{commit}:{path}"], _variables, default, cancellationToken, cutAt: mostBytes + 1);
        return read.Output.Length > mostBytes ? throw new GitFailedException($"{path} has more than {mostBytes} bytes, the most that is read")
            : read.ExitCode == 0 ? read.Output
            : null;
    }

    /// <summary>The branch that a clone checks out; null: it is not there yet.</summary>
    public async Task<string?> DefaultBranchAsync(CancellationToken cancellationToken) =>
        await TryAsync(cancellationToken, "symbolic-ref", "--short", "HEAD") is { } branch && await CommitIdAsync("refs/heads/" + branch, cancellationToken) is not null ? branch : null;

    /// <summary>Makes a branch the one that a clone checks out.</summary>
    public async Task SetDefaultBranchAsync(string branch, CancellationToken cancellationToken) =>
        Require(await Process().RunAsync(["symbolic-ref", "HEAD", "refs/heads/" + branch], _variables, default, cancellationToken), "written to");

    private GitProcess Process(bool isWriting = false) => new(null)
    {
        Settings = GitSettings.OfServed,
        // The lock is git's own: it lasts as long as git does, whatever becomes of this process.
        Before = isWriting ? [ToolPath.Find("flock") ?? throw new GitFailedException("flock is not installed on this machine: install the package util-linux"), "--shared", LockFile] : [],
    };

    private Dictionary<string, string> With(string? protocol) =>
        protocol is null ? _variables : new Dictionary<string, string>(_variables) { ["GIT_PROTOCOL"] = protocol };

    private async Task<string?> TryAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        var outcome = await Process().RunAsync(arguments, _variables, default, cancellationToken, cutAt: MostBytesOfAnswer);
        return outcome.ExitCode == 0 ? Encoding.UTF8.GetString(outcome.Output).TrimEnd('\n') : null;
    }

    private void Require(GitOutcome outcome, string what)
    {
        if (outcome.ExitCode != 0)
        {
            throw new GitFailedException($"The repository {folder} cannot be {what}: {outcome.Errors}");
        }
    }
}
