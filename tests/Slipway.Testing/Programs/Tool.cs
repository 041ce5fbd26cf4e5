using System.Diagnostics;
using Slipway.Testing.Folders;

namespace Slipway.Testing.Programs;

/// <summary>Runs programs of the machine.</summary>
public static class Tool
{
    /// <summary>Runs to the end; a cancelled token ends the program.</summary>
    public static async Task<ToolResult> RunAsync(ToolCall call, CancellationToken cancellationToken)
    {
        using var process = Start(call);
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        await using var stop = cancellationToken.Register(() => process.Kill(entireProcessTree: true));
        await process.WaitForExitAsync(CancellationToken.None);
        cancellationToken.ThrowIfCancellationRequested();
        return new ToolResult(process.ExitCode, await output, await error);
    }

    /// <summary>Runs to the end and wants exit code 0; gives the output without its last line end.</summary>
    public static async Task<string> MustAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var output = await MustAsync(new ToolCall(program, arguments), cancellationToken);
        return output.TrimEnd('\n');
    }

    /// <summary>The same for what ends at once, with the whole output.</summary>
    public static string Must(string program, params string[] arguments) => Must(new ToolCall(program, arguments));

    /// <inheritdoc cref="Must(string, string[])"/>
    public static string Must(ToolCall call) => Output(call, Run(call));

    /// <inheritdoc cref="Must(string, string[])"/>
    public static async Task<string> MustAsync(ToolCall call, CancellationToken cancellationToken) => Output(call, await RunAsync(call, cancellationToken));

    /// <summary>Runs what ends at once.</summary>
    public static ToolResult Run(ToolCall call)
    {
        using var process = Start(call);
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new ToolResult(process.ExitCode, output, error.GetAwaiter().GetResult());
    }

    /// <summary>The same for lines of the shell, in a folder; the first that fails ends them.</summary>
    public static string Shell(string folder, string script) => Must(new ToolCall("/bin/bash", ["-ec", script]) { Folder = folder });

    private static string Output(ToolCall call, ToolResult result) => result.ExitCode == 0
        ? result.Output
        : throw new InvalidOperationException($"{call.Program} {string.Join(' ', call.Arguments)} ended with {result.ExitCode}:\n{result.Text}");

    private static Process Start(ToolCall call)
    {
        var start = new ProcessStartInfo(call.Program, call.Arguments)
        {
            WorkingDirectory = call.Folder ?? Checkout.Root,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in call.Environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }
}
