using System.Diagnostics;
using System.Text;

namespace Slipway.Scenarios.Tests.Scenarios;

/// <summary>Runs programs, and slipway above all.</summary>
internal static class Programs
{
    /// <summary>The command slipway on a machine without Docker, compiled ahead.</summary>
    public static string OnFakeMachine => Path.Combine(AppContext.BaseDirectory, "ahead", "Slipway.FakeMachine");

    /// <summary>Runs a program; what it says on its output and its error output, in the order in which it comes.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(
        string program, IEnumerable<string> arguments, string folder, IEnumerable<KeyValuePair<string, string>> environment, CancellationToken cancellationToken)
    {
        var output = new StringBuilder();
        return (await RunAsync(program, arguments, folder, environment, output, output, cancellationToken), output.ToString());
    }

    /// <summary>Runs a program; what it says on its output alone.</summary>
    public static async Task<(int ExitCode, string Output)> ReadAsync(
        string program, IEnumerable<string> arguments, string folder, IEnumerable<KeyValuePair<string, string>> environment, CancellationToken cancellationToken)
    {
        var output = new StringBuilder();
        return (await RunAsync(program, arguments, folder, environment, output, new StringBuilder(), cancellationToken), output.ToString());
    }

    private static async Task<int> RunAsync(
        string program, IEnumerable<string> arguments, string folder, IEnumerable<KeyValuePair<string, string>> environment, StringBuilder output, StringBuilder errors, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        await using var ending = cancellationToken.Register(process.Kill);
        await Task.WhenAll(CollectAsync(process.StandardOutput, output, cancellationToken), CollectAsync(process.StandardError, errors, cancellationToken));
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode;
    }

    private static async Task CollectAsync(StreamReader reader, StringBuilder output, CancellationToken cancellationToken)
    {
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            lock (output)
            {
                output.Append(line).Append('\n');
            }
        }
    }
}
