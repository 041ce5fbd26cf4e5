using System.ComponentModel;
using System.Diagnostics;
using Slipway.Engines.Leases;

namespace Slipway.Engines.Commands;

/// <summary>One run of a system tool (runc, nft, iptables …) with its whole output.</summary>
/// <param name="ExitCode">0: it did what it was asked.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Errors">Standard error.</param>
public sealed record ToolRun(int ExitCode, string Output, string Errors)
{
    /// <summary>Runs a tool to its end; cancelling kills it.</summary>
    /// <exception cref="EngineException">The tool is not there.</exception>
    public static async Task<ToolRun> RunAsync(string tool, IEnumerable<string> arguments, string? input, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(tool) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }
        using var process = new Process { StartInfo = start };
        Start(process, tool);
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        try
        {
            await GiveAsync(process, input);
            await process.WaitForExitAsync(cancellationToken);
            return new(process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary>Runs a tool that must succeed; its output.</summary>
    /// <exception cref="EngineException">It is not there or failed; the message has what it said.</exception>
    public static async Task<string> MustAsync(string tool, IEnumerable<string> arguments, string? input, CancellationToken cancellationToken)
    {
        var run = await RunAsync(tool, arguments, input, cancellationToken);
        return run.ExitCode == 0 ? run.Output : throw new EngineException($"{tool} failed ({run.ExitCode}): {run.Errors.Trim()}");
    }

    private static void Start(Process process, string tool)
    {
        try
        {
            process.Start();
        }
        catch (Win32Exception failure)
        {
            throw new EngineException($"{tool} is not installed, or cannot be started; `slipway doctor` names the command that installs it.", failure);
        }
    }

    private static async Task GiveAsync(Process process, string? input)
    {
        try
        {
            await using var stdin = process.StandardInput;
            await stdin.WriteAsync(input);
        }
        catch (IOException)
        {
            // The tool ended without reading everything: its exit code and message say why.
        }
    }
}
