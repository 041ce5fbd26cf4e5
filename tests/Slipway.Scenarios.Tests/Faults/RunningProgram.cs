using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Slipway.Scenarios.Tests.Faults;

/// <summary>A program whose output is watched while it runs, and which gets signals.</summary>
internal sealed partial class RunningProgram : IDisposable
{
    public const int Hangup = 1;
    public const int Interrupt = 2;
    public const int Kill = 9;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly List<(string Text, TaskCompletionSource Seen)> _wanted = [];
    private readonly Task _collecting;

    public RunningProgram(string program, IEnumerable<string> arguments, string folder, IEnumerable<KeyValuePair<string, string>> environment, bool withInput = false)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
        if (!withInput)
        {
            _process.StandardInput.Close();
        }

        _collecting = Task.WhenAll(CollectAsync(_process.StandardOutput), CollectAsync(_process.StandardError));
    }

    public int Id => _process.Id;

    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>Returns as soon as the text has come out.</summary>
    public async Task WaitForAsync(string text)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_output)
        {
            if (_output.ToString().Contains(text, StringComparison.Ordinal))
            {
                return;
            }

            _wanted.Add((text, seen));
        }

        try
        {
            await seen.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        }
        catch (Exception exception) when (exception is TimeoutException or TaskCanceledException)
        {
            Assert.Fail($"«{text}» did not come:\n{Output}");
        }
    }

    public void Signal(int signal) => Assert.Equal(0, SendSignal(_process.Id, signal));

    /// <summary>Kills a process that another one has started.</summary>
    public static void Kill9(int process) => Assert.Equal(0, SendSignal(process, Kill));

    /// <summary>Returns when a process that another one has started is no more.</summary>
    public static async Task WaitForEndAsync(int process)
    {
        try
        {
            using var other = Process.GetProcessById(process);
            await other.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
        }
        catch (ArgumentException)
        {
            // It has ended already.
        }
    }

    /// <summary>A line on its standard input.</summary>
    public async Task TypeAsync(string line)
    {
        await _process.StandardInput.WriteAsync(line + "\n");
        await _process.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Kills it, unless it has come to its end by now.</summary>
    public void KillIfRunning() => _process.Kill();

    /// <summary>Nobody reads its standard output any more.</summary>
    public void CloseOutput() => _process.StandardOutput.BaseStream.Dispose();

    /// <summary>Its exit code, once it has ended.</summary>
    public async Task<int> EndAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
        await _collecting;
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private async Task CollectAsync(StreamReader reader)
    {
        try
        {
            while (await reader.ReadLineAsync(CancellationToken.None) is { } line)
            {
                Add(line);
            }
        }
        catch (Exception closed) when (closed is ObjectDisposedException or IOException)
        {
            // The test closed it.
        }

        lock (_output)
        {
            // What has not come by now never will.
            _wanted.ForEach(wanted => wanted.Seen.TrySetCanceled());
        }
    }

    private void Add(string line)
    {
        lock (_output)
        {
            _output.Append(line).Append('\n');
            foreach (var (text, seen) in _wanted.Where(wanted => line.Contains(wanted.Text, StringComparison.Ordinal)))
            {
                seen.TrySetResult();
            }
        }
    }

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);
}
