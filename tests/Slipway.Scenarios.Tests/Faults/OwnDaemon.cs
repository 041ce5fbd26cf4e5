using System.Diagnostics;
using System.Globalization;
using Slipway.Scenarios.Tests.Scenarios;

namespace Slipway.Scenarios.Tests.Faults;

/// <summary>A dockerd beside the machine's own, with folders, socket and containerd of its own; it may be killed.</summary>
internal sealed class OwnDaemon(string place) : IAsyncDisposable
{
    private const int Attempts = 4;
    private readonly string _folder = Directory.CreateDirectory(Path.Combine(place, "docker")).FullName;
    private Process? _process;
    private Task _draining = Task.CompletedTask;

    public string Address => $"unix://{_folder}/docker.sock";

    /// <summary>
    /// Starts it, also again, and returns when it answers. After a kill dockerd may give up before its containerd has found the containers of
    /// before; a service manager starts it anew, and so is done here.
    /// </summary>
    public async Task StartAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            var said = await TryStartAsync();
            if (said is null)
            {
                return;
            }

            Assert.True(attempt < Attempts, $"dockerd ended before it listened: {said}");
        }
    }

    /// <summary>Null: it answers. Else its last words.</summary>
    private async Task<string?> TryStartAsync()
    {
        File.Delete(Path.Combine(_folder, "docker.pid"));
        // In a network namespace of its own: a dockerd with --bridge=none removes docker0, which would be the one of the machine's Docker.
        var start = new ProcessStartInfo("unshare", [
            "--net", "dockerd", "--data-root", $"{_folder}/data", "--exec-root", $"{_folder}/exec", "--pidfile", $"{_folder}/docker.pid", "--host", Address,
            "--bridge=none", "--iptables=false", "--ip6tables=false", "--ip-forward=false"])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        _process = Process.Start(start)!;
        var said = new List<string>();
        while (await _process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            said.Add(line);
            if (line.Contains("API listen on", StringComparison.Ordinal))
            {
                // A pipe that nobody empties would stop it.
                _draining = Task.WhenAll(_process.StandardError.ReadToEndAsync(CancellationToken.None), _process.StandardOutput.ReadToEndAsync(CancellationToken.None));
                return null;
            }
        }

        return string.Join('\n', said.TakeLast(5));
    }

    /// <summary>Gives it an image of the machine's own Docker.</summary>
    public async Task LoadAsync(string image)
    {
        var (exitCode, output) = await Programs.RunAsync(
            "sh", ["-c", $"docker save {image} | docker -H {Address} load"], _folder, [], TestContext.Current.CancellationToken);
        Assert.True(exitCode == 0, output);
    }

    public void Kill()
    {
        _process!.Kill();
        _process.WaitForExit();
    }

    public async ValueTask DisposeAsync()
    {
        // In order, so that its containers, mounts and containerd go with it.
        if (_process is { HasExited: false })
        {
            using var terminate = Process.Start("kill", [_process.Id.ToString(CultureInfo.InvariantCulture)]);
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        await _draining;
        _process?.Dispose();
        var pid = Path.Combine(_folder, "exec", "containerd", "containerd.pid");
        if (File.Exists(pid))
        {
            using var terminate = Process.Start("kill", [(await File.ReadAllTextAsync(pid, CancellationToken.None)).Trim()]);
            await terminate.WaitForExitAsync(CancellationToken.None);
        }

        await Programs.RunAsync("sh", ["-c", $"grep -o '{_folder}[^ ]*' /proc/mounts | sort -r | xargs -r -n1 umount"], "/", [], CancellationToken.None);
    }
}
