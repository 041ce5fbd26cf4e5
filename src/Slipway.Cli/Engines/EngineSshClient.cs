using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Slipway.Cli.Terminals;
using Slipway.Cli.Views;
using Slipway.Engines.Leases;
using Slipway.Engines.Settings;
using Slipway.Linux.Failures;
using Slipway.Linux.Tools;

namespace Slipway.Cli.Engines;

/// <summary>Runs commands in an engine over SSH with the caller's own terminal; works for root and for the group slipway alike.</summary>
internal static class EngineSshClient
{
    private const int FailureOfSsh = 255;

    /// <summary>An engine that has just been released is cut off, and answers nothing at all any more.</summary>
    private const int ConnectSeconds = 20;

    /// <summary>Runs a command, or a login shell when there is none; ssh's exit code, which is the command's.</summary>
    public static Task<int> RunAsync(EngineSettings settings, EngineRecord record, IReadOnlyList<string> command, CancellationToken cancellationToken) =>
        RunAsync(settings, record, command, isShown: false, cancellationToken);

    /// <summary>Runs a command whose output is only to be read: it is cleaned, for whoever is root in the engine has written it.</summary>
    public static Task<int> ShowAsync(EngineSettings settings, EngineRecord record, IReadOnlyList<string> command, CancellationToken cancellationToken) =>
        RunAsync(settings, record, command, isShown: true, cancellationToken);

    private static async Task<int> RunAsync(EngineSettings settings, EngineRecord record, IReadOnlyList<string> command, bool isShown, CancellationToken cancellationToken)
    {
        if (record is { State: EngineState.Idle, Head: not null })
        {
            throw new InfrastructureException($"Engine {record.Id} waits in the pool, and nothing runs in it until it is leased: `slipway engine create` leases one.");
        }
        var files = EngineCommandAction.CertificatesOf(settings, record);
        string[] arguments =
        [
            "-F", "none", "-o", "LogLevel=ERROR", "-i", Path.Combine(files, "ssh_key"), "-o", $"UserKnownHostsFile={Path.Combine(files, "known_hosts")}",
            "-o", "IdentitiesOnly=yes", "-o", "StrictHostKeyChecking=yes", "-o", $"ConnectTimeout={ConnectSeconds}", "-p", record.Ssh.Port.ToString(CultureInfo.InvariantCulture),
            .. command.Count > 0 && !isShown && !Console.IsInputRedirected && !Console.IsOutputRedirected ? (string[])["-t"] : [],
            $"root@{record.Address}", .. command.Select(Quote),
        ];
        using var process = Start(arguments, isShown);
        if (isShown)
        {
            await using var output = Terminal.OpenOutput();
            await using var error = Terminal.OpenError();
            await Task.WhenAll(CopyAsync(process.StandardOutput, output, cancellationToken), CopyAsync(process.StandardError, error, cancellationToken));
        }

        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode != FailureOfSsh || await AnswersAsync(record, cancellationToken)
            ? process.ExitCode
            : throw new InfrastructureException($"No sshd answers in engine {record.Id}, and without one exec, logs and ssh have no way in. `slipway image ls` says which images have one; an image made with --from has what its OCI image has, and needs the package openssh-server.");
    }

    private static async Task CopyAsync(StreamReader from, Stream output, CancellationToken cancellationToken)
    {
        var lines = new OutputLines([]);
        var piece = new byte[16 << 10];
        while (await from.BaseStream.ReadAsync(piece, cancellationToken) is > 0 and var length)
        {
            output.Write(lines.Take(piece.AsSpan(0, length)));
        }

        output.Write(lines.Finish());
    }

    /// <summary>The command may have ended with ssh's own code for a failure.</summary>
    private static async Task<bool> AnswersAsync(EngineRecord record, CancellationToken cancellationToken)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(record.Address, record.Ssh.Port, cancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(1), cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return true;
        }
        catch (SocketException failure)
        {
            // Whatever else failed, ssh has said it.
            return failure.SocketErrorCode != SocketError.ConnectionRefused;
        }
    }

    private static Process Start(string[] arguments, bool isShown)
    {
        var start = ToolStart.Of("ssh", arguments);
        (start.RedirectStandardOutput, start.RedirectStandardError) = (isShown, isShown);
        return ToolStart.Begin(start);
    }

    // ssh joins its words with spaces and a shell at the far end takes them apart again.
    private static string Quote(string word) => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
