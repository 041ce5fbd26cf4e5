using System.Diagnostics;
using System.Text;
using Slipway.Linux.Failures;

namespace Slipway.Linux.Tools;

/// <summary>One run of a system tool (runc, nft, iptables …) with its whole output.</summary>
/// <param name="ExitCode">0: it did what it was asked.</param>
public sealed record ToolRun(int ExitCode, string Output, string Errors)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Runs a tool to its end; cancelling kills it with all its children.</summary>
    /// <param name="input">Its standard input; null: none.</param>
    /// <param name="onLine">Gets each line as it comes, from any thread.</param>
    /// <param name="variables">What is set beside the variables that all tools get.</param>
    /// <exception cref="InfrastructureException">The tool is not there.</exception>
    public static async Task<ToolRun> RunAsync(
        string tool, IEnumerable<string> arguments, string? input, CancellationToken cancellationToken, Action<string>? onLine = null, IReadOnlyDictionary<string, string>? variables = null)
    {
        using var process = Start(tool, arguments, variables ?? new Dictionary<string, string>());
        var output = ReadAsync(process.StandardOutput, onLine, cancellationToken);
        var errors = ReadAsync(process.StandardError, onLine, cancellationToken);
        try
        {
            await GiveAsync(process, input);
            await process.WaitForExitAsync(cancellationToken);
            var texts = Task.WhenAll(output, errors);
            // A child that outlives a killed tool, such as a runtime's half-made sandbox, holds its pipes for ever.
            if (process.ExitCode != 0 && await Task.WhenAny(texts, Task.Delay(Patience, TimeProvider.System, cancellationToken)) != texts)
            {
                return new(process.ExitCode, "", "it ended before what it had started");
            }
            return new(process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary>Runs a tool that must succeed; its output.</summary>
    /// <exception cref="InfrastructureException">It is not there or failed; the message has what it said.</exception>
    public static async Task<string> MustAsync(string tool, IEnumerable<string> arguments, string? input, CancellationToken cancellationToken, Action<string>? onLine = null)
    {
        var run = await RunAsync(tool, arguments, input, cancellationToken, onLine);
        return run.ExitCode == 0 ? run.Output : throw new InfrastructureException($"{tool} failed with exit code {run.ExitCode}: {run.Errors.Trim()}");
    }

    private static async Task<string> ReadAsync(StreamReader reader, Action<string>? onLine, CancellationToken cancellationToken)
    {
        if (onLine is null)
        {
            return await reader.ReadToEndAsync(cancellationToken);
        }
        var text = new StringBuilder();
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            onLine(line);
            text.Append(line).Append('\n');
        }
        return text.ToString();
    }

    private static Process Start(string tool, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> variables)
    {
        var start = ToolStart.Of(tool, arguments);
        (start.RedirectStandardOutput, start.RedirectStandardError, start.RedirectStandardInput) = (true, true, true);
        start.Environment["LC_ALL"] = "C.UTF-8";
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        return ToolStart.Begin(start);
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
