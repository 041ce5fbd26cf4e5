using System.Diagnostics;

namespace Slipway.FakeMachine.Spaces;

/// <summary>A process in namespaces of its own, and all that it starts. Disposing ends them.</summary>
internal sealed class FakeContainer : IAsyncDisposable
{
    private const string UsualPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private static readonly string Script = ReadScript();
    private static readonly string[] Unshared =
        [.. Environment.IsPrivilegedProcess ? (string[])[] : ["--user", "--map-root-user"], "--mount", "--pid", "--mount-proc", "--net", "--ipc", "--fork", "--kill-child"];

    private readonly Process _process;

    private readonly Task<string> _errors;

    private FakeContainer(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    public int Process => _process.Id;

    public Stream Output => _process.StandardOutput.BaseStream;

    public Stream Input => _process.StandardInput.BaseStream;

    /// <summary>Null while it runs.</summary>
    public int? ExitCode => _process.HasExited ? _process.ExitCode : null;

    /// <param name="space">Whose it is: that is seen among the machine's processes.</param>
    public static FakeContainer StartPrimary(string space, string agentFile, IReadOnlyDictionary<string, string> environment) => Start(space, ["agent", agentFile], environment);

    /// <param name="space">Whose it is.</param>
    public static FakeContainer StartService(string space, IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment) => Start(space, ["command", .. command], environment);

    /// <summary>Whether this process may make namespaces.</summary>
    public static async Task<bool> CanStartAsync(CancellationToken cancellationToken)
    {
        using var trial = System.Diagnostics.Process.Start("unshare", [.. Unshared, "true"]);
        await trial.WaitForExitAsync(cancellationToken);
        return trial.ExitCode == 0;
    }

    /// <summary>Waits for its end.</summary>
    public Task WaitAsync(CancellationToken cancellationToken) => _process.WaitForExitAsync(cancellationToken);

    /// <summary>Ends it at once.</summary>
    /// <returns>What it complained of by then.</returns>
    public async Task<string> KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        // What it runs dies with it, a moment later: its streams are closed by then.
        return (await _errors).Trim();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    private static FakeContainer Start(string space, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo("unshare", [.. Unshared, "/bin/sh", "-c", Script, space, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        start.Environment["PATH"] = UsualPath;
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new FakeContainer(System.Diagnostics.Process.Start(start) ?? throw new InvalidOperationException("The system started no process."));
    }

    private static string ReadScript()
    {
        using var reader = new StreamReader(typeof(FakeContainer).Assembly.GetManifestResourceStream("space.sh") ?? throw new InvalidOperationException("The script is not in the program."));
        return reader.ReadToEnd();
    }
}
