using Slipway.Linux.Failures;
using Slipway.Linux.Tools;

namespace Slipway.Engines.Hosting;

/// <summary>
/// Starts a process that reaps, in a session of its own and tied to nothing of the caller: so that a command which releases an engine
/// may end at once. When it cannot be started or dies, the next one does its work.
/// </summary>
public sealed class DetachedReaper(IReadOnlyList<string> command, string log)
{
    private const long LogBytes = 1 << 20;
    // The caller ends first: both at once take turns on a small machine's processors, with all that the caller has just killed.
    private const string Script = "sleep 0.05; exec \"$@\" < /dev/null >> \"$0\" 2>&1";

    /// <summary>Returns as soon as it runs.</summary>
    /// <returns>Null, or why it does not run.</returns>
    public string? TryStart()
    {
        try
        {
            WorldFailure.OfFiles(MakeRoom);
            var start = ToolStart.Of("setsid", ["--fork", "sh", "-c", Script, log, .. command]);
            start.WorkingDirectory = "/";
            using var process = ToolStart.Begin(start);
            process.WaitForExit();
            return process.ExitCode == 0 ? null : $"setsid ended with {process.ExitCode}";
        }
        catch (IOException failure)
        {
            return failure.Message;
        }
        catch (InfrastructureException failure)
        {
            return failure.Message;
        }
    }

    private void MakeRoom()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(log)!);
        if (new FileInfo(log) is { Exists: true, Length: > LogBytes } full)
        {
            full.Delete();
        }
    }
}
