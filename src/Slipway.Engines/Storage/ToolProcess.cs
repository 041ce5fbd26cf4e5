using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Slipway.Engines.Leases;

namespace Slipway.Engines.Storage;

/// <summary>What a system tool left: its exit code and the last lines of what it wrote.</summary>
internal sealed record ToolResult(int ExitCode, string Output);

/// <summary>Runs a system tool to its end; cancelling kills it with all its children.</summary>
internal static class ToolProcess
{
    private const int KeptLines = 200;

    /// <exception cref="EngineException">The tool is not installed, or ended with another code than 0: with its last lines.</exception>
    public static async Task<string> RunAsync(string tool, IEnumerable<string> arguments, CancellationToken cancellationToken, Action<string>? onLine = null)
    {
        var result = await TryRunAsync(tool, arguments, cancellationToken, onLine);
        return result.ExitCode == 0 ? result.Output : throw new EngineException($"{tool} failed with exit code {result.ExitCode}: {result.Output.Trim()}");
    }

    /// <exception cref="EngineException">The tool is not installed.</exception>
    public static async Task<ToolResult> TryRunAsync(string tool, IEnumerable<string> arguments, CancellationToken cancellationToken, Action<string>? onLine = null)
    {
        using var process = Start(tool, arguments);
        var lines = new Queue<string>();
        void Keep(string line)
        {
            lock (lines)
            {
                lines.Enqueue(line);
                if (lines.Count > KeptLines)
                {
                    lines.Dequeue();
                }
            }

            onLine?.Invoke(line);
        }

        try
        {
            process.StandardInput.Close();
            await Task.WhenAll(PumpAsync(process.StandardOutput, Keep, cancellationToken), PumpAsync(process.StandardError, Keep, cancellationToken));
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return new ToolResult(process.ExitCode, string.Join('\n', lines));
    }

    private static Process Start(string tool, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(tool, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.Environment["LC_ALL"] = "C.UTF-8";
        try
        {
            return Process.Start(start) ?? throw new EngineException($"{tool} did not start.");
        }
        catch (Win32Exception inner)
        {
            throw new EngineException($"{tool} is not installed; `slipway doctor` names the command that installs it.", inner);
        }
    }

    private static async Task PumpAsync(StreamReader reader, Action<string> onLine, CancellationToken cancellationToken)
    {
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            onLine(line);
        }
    }
}
