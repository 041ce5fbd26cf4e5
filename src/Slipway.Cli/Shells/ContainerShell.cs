using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Runtime.InteropServices;
using Docker.DotNet;
using Docker.DotNet.Models;
using Microsoft.Win32.SafeHandles;
using Slipway.Cli.Terminals;
using Slipway.Execution.State;
using Slipway.Linux.Failures;
using Slipway.Linux.Terminals;

namespace Slipway.Cli.Shells;

/// <summary>
/// A command in a kept job's container by Docker's API, with this process' own input and output: as on a terminal where there is one. The job's environment goes in the
/// request, so that no program of this machine ever has it.
/// </summary>
internal sealed class ContainerShell(DockerClient docker, KeptSpace space)
{
    private const int StandardInput = 0;
    private const int Chunk = 16 * 1024;

    /// <param name="command">A program and its arguments.</param>
    /// <param name="onTerminal">Input and output are a terminal.</param>
    /// <param name="cancellationToken">Leaves the command.</param>
    /// <returns>The command's exit code.</returns>
    /// <exception cref="InfrastructureException">The container is gone, or does not take the command.</exception>
    [SuppressMessage("Reliability", "CA2025", Justification = "A read of a terminal cannot be taken back: it ends with this process, and what it gives to a closed stream is dropped.")]
    public async Task<int> RunAsync(IReadOnlyList<string> command, bool onTerminal, CancellationToken cancellationToken)
    {
        try
        {
            var exec = await docker.Exec.CreateContainerExecAsync(space.Container, Request(command, onTerminal), cancellationToken);
            using (var terminal = onTerminal ? RawTerminal.TryOpen() : null)
            {
                using var stream = await docker.Exec.StartContainerExecAsync(exec.ID, new ContainerExecStartParameters { TTY = onTerminal }, cancellationToken);
                using var resizing = onTerminal ? PosixSignalRegistration.Create(PosixSignal.SIGWINCH, context => Resized(context, exec.ID)) : null;
                _ = ResizeAsync(exec.ID, onTerminal);
                // Nobody waits for input when the command has ended: a read of a terminal cannot be taken back.
                _ = GiveAsync(stream, cancellationToken);
                await ShowAsync(stream, onTerminal, cancellationToken);
            }

            return (int)((await docker.Exec.InspectContainerExecAsync(exec.ID, CancellationToken.None)).ExitCode ?? 0);
        }
        catch (DockerContainerNotFoundException failure)
        {
            throw new InfrastructureException($"The container that was kept of {space.Job.Job} is gone; run the job again with --keep on-failure", failure);
        }
        catch (DockerApiException failure) when (failure.StatusCode == HttpStatusCode.Conflict)
        {
            throw new InfrastructureException(
                $"The job {space.Job.Job} that was kept has ended: this machine or its Docker was started anew, or somebody stopped the container. `slipway runs reap` removes what is left of it; run the job again with --keep on-failure", failure);
        }
        catch (DockerApiException failure)
        {
            throw new InfrastructureException($"Docker does not run this in the container that was kept of {space.Job.Job}: {failure.ResponseBody ?? failure.Message}", failure);
        }
    }

    private ContainerExecCreateParameters Request(IReadOnlyList<string> command, bool onTerminal) => new()
    {
        Cmd = [.. command],
        Env = [.. space.Environment.Select(pair => $"{pair.Key}={pair.Value}")],
        WorkingDir = space.WorkingDirectory,
        AttachStdin = true,
        AttachStdout = true,
        AttachStderr = true,
        TTY = onTerminal,
    };

    private void Resized(PosixSignalContext context, string exec)
    {
        context.Cancel = true;
        _ = ResizeAsync(exec, onTerminal: true);
    }

    private async Task ResizeAsync(string exec, bool onTerminal)
    {
        if (!onTerminal || RawTerminal.Size() is not { } size)
        {
            return;
        }

        // The command may end at this moment.
        await docker.Exec.ResizeExecTtyAsync(exec, new ContainerResizeParameters { Width = size.Columns, Height = size.Rows }, CancellationToken.None)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Standard input by its descriptor: the framework's own reader would take a terminal's lines apart.</summary>
    private static async Task GiveAsync(MultiplexedStream stream, CancellationToken cancellationToken)
    {
        try
        {
            using var handle = new SafeFileHandle(StandardInput, ownsHandle: false);
            await using var input = new FileStream(handle, FileAccess.Read, bufferSize: 0);
            var chunk = new byte[Chunk];
            for (int count; (count = await input.ReadAsync(chunk, cancellationToken)) > 0;)
            {
                await stream.WriteAsync(chunk, 0, count, cancellationToken);
            }

            stream.CloseWrite();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ObjectDisposedException or OperationCanceledException or InvalidOperationException or NotSupportedException)
        {
            // The command has ended, or there is nothing to read.
        }
    }

    private static async Task ShowAsync(MultiplexedStream stream, bool onTerminal, CancellationToken cancellationToken)
    {
        await using var output = onTerminal ? Terminal.HandOver() : Terminal.OpenRawOutput();
        await using var error = Terminal.OpenError();
        var chunk = new byte[Chunk];
        while (await stream.ReadOutputAsync(chunk, 0, chunk.Length, cancellationToken) is { EOF: false } read)
        {
            var target = read.Target == MultiplexedStream.TargetStream.StandardError ? error : output;
            await target.WriteAsync(chunk.AsMemory(0, read.Count), cancellationToken);
            await target.FlushAsync(cancellationToken);
        }
    }
}
