using System.ComponentModel;
using System.Diagnostics;
using Slipway.Linux.Failures;

namespace Slipway.Linux.Tools;

/// <summary>
/// How the machine's programs are started: found on PATH and never in the folder where the user stands, which is a repository, and with those variables alone that are
/// named here. Nothing of a repository or a job is among them.
/// </summary>
public static class ToolStart
{
    private const string OwnPrefix = "SLIPWAY_";

    // Of the person at the terminal, of the way to the internet, of the docker client, and of a runtime that slipway itself may need.
    private static readonly HashSet<string> Passed = new(StringComparer.Ordinal)
    {
        "HOME", "USER", "LOGNAME", "SUDO_UID", "SUDO_GID", "SUDO_USER", "TERM", "COLORTERM", "LANG", "LANGUAGE", "TZ", "TMPDIR", "XDG_RUNTIME_DIR", "XDG_STATE_HOME", "XDG_CONFIG_HOME",
        "http_proxy", "https_proxy", "no_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY",
        "DOCKER_HOST", "DOCKER_CONFIG", "DOCKER_CONTEXT", "DOCKER_CERT_PATH", "DOCKER_TLS_VERIFY", "DBUS_SYSTEM_BUS_ADDRESS", "SOURCE_DATE_EPOCH", "DOTNET_ROOT",
    };

    /// <param name="tool">A program's name, or its whole path.</param>
    /// <param name="arguments">As it gets them.</param>
    /// <exception cref="InfrastructureException">It is not there.</exception>
    public static ProcessStartInfo Of(string tool, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(ToolPath.Find(tool) ?? throw Missing(tool, null), arguments) { UseShellExecute = false };
        foreach (var name in start.Environment.Keys.Where(name => !IsPassed(name)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["PATH"] = ToolPath.SearchPath;
        return start;
    }

    /// <summary>Starts a program.</summary>
    /// <exception cref="InfrastructureException">It is not there, or cannot be started.</exception>
    public static Process Begin(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception failure)
        {
            throw Missing(start.FileName, failure);
        }
    }

    private static InfrastructureException Missing(string tool, Exception? failure) =>
        new($"{tool} is not installed, or cannot be started; `slipway doctor` names the command that installs it.", failure);

    private static bool IsPassed(string name) =>
        Passed.Contains(name) || name.StartsWith(OwnPrefix, StringComparison.Ordinal) || name.StartsWith("LC_", StringComparison.Ordinal);
}
