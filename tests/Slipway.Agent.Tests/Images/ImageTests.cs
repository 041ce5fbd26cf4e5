using System.Diagnostics;
using Slipway.Agent.Tests.Serving;
using Slipway.Execution.Agents;
using Slipway.Model.Wire;

namespace Slipway.Agent.Tests.Images;

/// <summary>The native agent as PID 1 of an image that has nothing but busybox: no bash, no git, no C library.</summary>
[Trait("needs", "docker")]
public sealed class ImageTests
{
    private const string Image = "slipway-test/agent-busybox";

    [Theory]
    [InlineData("0:0")]
    [InlineData("1234:1234")]
    public async Task A_bare_image_runs_steps_and_moves_files_as_any_user(string user)
    {
        var native = NativeAgent();
        Assert.SkipUnless(native is not null, "there is no native agent: build it with scripts/build.sh or name it in SLIPWAY_AGENT");
        Assert.SkipUnless(File.Exists("/bin/busybox"), "there is no static /bin/busybox to make an image from: install busybox-static");
        Assert.SkipUnless(await SucceedsAsync("docker info"), "there is no Docker daemon");
        Assert.True(await SucceedsAsync($"""
            set -e; d=$(mktemp -d); mkdir -p $d/bin $d/tmp $d/etc; chmod 1777 $d/tmp; cp {native} $d/slipway-agent; cp /bin/busybox $d/bin/
            for a in sh cat sleep head ls; do ln -s busybox $d/bin/$a; done; echo root:x:0:0::/root:/bin/sh > $d/etc/passwd
            tar -C $d -c . | docker import - {Image}; rm -rf $d
            """));

        await using var agent = await RunningAgent.StartAsync("docker", "run", "--rm", "-i", "--user", user, Image, "/slipway-agent", "serve");
        Assert.Equal(1, agent.Connection.Hello.ProcessId);
        Assert.Equal("/bin/sh -eo pipefail", agent.Connection.Hello.DefaultShell);
        var (outcome, output) = await agent.RunAsync("(sleep 0.01 &) ; test -t 1 && echo tty; circleci step halt");
        Assert.Equal("tty\n", output);
        Assert.True(Assert.IsType<ProcessOutcome.Exited>(outcome).Halted);

        using var tar = new MemoryStream();
        await agent.RunAsync("head -c 300000 /dev/zero > /tmp/file");
        await agent.Connection.DownloadAsync(new DownloadRequest { Directory = "/tmp", Paths = ["file"], CompressionLevel = 3 }, tar, RunningAgent.Token);
        tar.Position = 0;
        var summary = await agent.Connection.UploadAsync(new UploadRequest { Directory = "/tmp/copy", Compressed = true }, tar, RunningAgent.Token);
        Assert.Equal(300_000, summary.Bytes);
    }

    private static string? NativeAgent()
    {
        if (Environment.GetEnvironmentVariable("SLIPWAY_AGENT") is { } given)
        {
            return given;
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "out", "slipway-agent");
            if (File.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }

    private static async Task<bool> SucceedsAsync(string script)
    {
        using var bash = Process.Start(new ProcessStartInfo("/bin/bash", ["-c", script]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        await Task.WhenAll(bash.StandardOutput.ReadToEndAsync(RunningAgent.Token), bash.StandardError.ReadToEndAsync(RunningAgent.Token));
        await bash.WaitForExitAsync(RunningAgent.Token);
        return bash.ExitCode == 0;
    }
}
