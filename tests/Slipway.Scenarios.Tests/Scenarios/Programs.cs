using System.Diagnostics;
using System.Text;

namespace Slipway.Scenarios.Tests.Scenarios;

/// <summary>Runs programs, and slipway above all.</summary>
internal static class Programs
{
    /// <summary>The repository's root, found from the test's own folder.</summary>
    public static string Repository { get; } = FindRepository(AppContext.BaseDirectory);

    public static string Slipway => Environment.GetEnvironmentVariable("SLIPWAY_PROGRAM") ?? Path.Combine(Repository, "out", "slipway");

    public static async Task<(int ExitCode, string Output)> RunAsync(
        string program, IEnumerable<string> arguments, string folder, IEnumerable<KeyValuePair<string, string>> environment, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = new StringBuilder();
        await Task.WhenAll(CollectAsync(process.StandardOutput, output, cancellationToken), CollectAsync(process.StandardError, output, cancellationToken));
        await process.WaitForExitAsync(cancellationToken);
        return (process.ExitCode, output.ToString());
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

    private static string FindRepository(string start)
    {
        var place = start;
        while (!File.Exists(Path.Combine(place, "Slipway.slnx")))
        {
            place = Path.GetDirectoryName(place) ?? throw new InvalidOperationException("The tests do not lie in the repository.");
        }

        return place;
    }
}
