using Slipway.Testing.Programs;

namespace Slipway.EndToEnd.Tests.Tools;

/// <summary>What this machine can do.</summary>
internal static class Machine
{
    /// <summary>Why it can run no end-to-end test, in words for the person who reads the summary; null when it can.</summary>
    public static async Task<string?> MissingAsync(CancellationToken cancellationToken)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return "engines are made by root: run the tests as root";
        }

        var docker = await Tool.RunAsync(new ToolCall("sh", ["-c", "docker version"]), cancellationToken);
        return docker.ExitCode == 0 ? null : "no Docker daemon answers: run scripts/setup.sh";
    }
}
