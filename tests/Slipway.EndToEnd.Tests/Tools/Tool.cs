using System.Diagnostics;

namespace Slipway.EndToEnd.Tests.Tools;

/// <summary>What a program printed and returned.</summary>
internal sealed record ToolResult(int ExitCode, string Output, string Error)
{
    /// <summary>Both streams, for messages of failing tests.</summary>
    public string Text => Output + Error;
}

/// <summary>Runs programs of the machine.</summary>
internal static class Tool
{
    /// <summary>Runs to the end; a cancelled token ends the program.</summary>
    public static async Task<ToolResult> RunAsync(ToolCall call, CancellationToken cancellationToken)
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

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
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
        var result = await RunAsync(new ToolCall(program, arguments), cancellationToken);
        return result.ExitCode == 0
            ? result.Output.TrimEnd('\n')
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {result.ExitCode}:\n{result.Text}");
    }
}

/// <summary>A program, its arguments, and where it runs.</summary>
internal sealed record ToolCall(string Program, IReadOnlyList<string> Arguments)
{
    public string? Folder { get; init; }

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
}
