using System.Diagnostics;
using Slipway.Linux.Failures;
using Slipway.Linux.Tools;
using Slipway.Model.Assignments;

namespace Slipway.Execution.Jobs;

/// <summary>
/// A process that runs one assignment: <c>slipway job run --follow-input</c>. It is in a session of its own, so that a Ctrl-C comes to it by <see cref="CancelAsync"/> alone,
/// and it ends when this process does, for its standard input ends then.
/// </summary>
internal sealed class JobProcess : IDisposable
{
    private static readonly TimeSpan LongestAbort = TimeSpan.FromSeconds(20);
    private readonly Process _process;
    private readonly TimeProvider _clock;
    private readonly SemaphoreSlim _turn = new(1);

    private JobProcess(Process process, TimeProvider clock) => (_process, _clock) = (process, clock);

    /// <summary>Its journal.</summary>
    public Stream Journal => _process.StandardOutput.BaseStream;

    /// <param name="program">This program: a file, and what stands before its arguments.</param>
    /// <exception cref="InfrastructureException">It cannot be started.</exception>
    public static JobProcess Start(IReadOnlyList<string> program, TimeProvider clock)
    {
        var start = ToolStart.Of("setsid", [.. program, "job", "run", "--follow-input"]);
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        return new JobProcess(ToolStart.Begin(start), clock);
    }

    /// <summary>Hands it what it is to run.</summary>
    public Task GiveAsync(Assignment assignment) => SendAsync([.. AssignmentJson.Write(assignment), (byte)'\n']);

    /// <summary>Has it cancel its job in order.</summary>
    public Task CancelAsync() => SendAsync("cancel\n"u8.ToArray());

    /// <summary>Has it end its job at once; when it does not, it is killed.</summary>
    public async Task AbortAsync()
    {
        await SendAsync("abort\n"u8.ToArray());
        await ((Task)WaitAsync()).WaitAsync(LongestAbort, _clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Kill();
    }

    public void Kill() => _process.Kill();

    /// <summary>What it says to people, line by line, to its end.</summary>
    public async Task ReadErrorsAsync(Action<string> say)
    {
        while (await _process.StandardError.ReadLineAsync(CancellationToken.None) is { } line)
        {
            say(line);
        }
    }

    /// <returns>Its exit code; 128 and the signal's number when one has killed it.</returns>
    public async Task<int> WaitAsync()
    {
        await _process.WaitForExitAsync(CancellationToken.None);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        _process.Dispose();
        _turn.Dispose();
    }

    private async Task SendAsync(byte[] line)
    {
        await _turn.WaitAsync(CancellationToken.None);
        try
        {
            await _process.StandardInput.BaseStream.WriteAsync(line, CancellationToken.None);
            await _process.StandardInput.BaseStream.FlushAsync(CancellationToken.None);
        }
        catch (IOException)
        {
            // It has ended, and its journal says how.
        }
        finally
        {
            _turn.Release();
        }
    }
}
