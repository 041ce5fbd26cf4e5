using System.Diagnostics;
using Slipway.Testing.Folders;

namespace Slipway.Engines.Tests.Reaping;

/// <summary>The short version of <c>bench/engines/trace.sh</c>: engines made, used, released and killed by the built program, and the host compared.</summary>
[Trait("needs", "engine")]
public sealed class TraceTests
{
    [Fact]
    public async Task Ten_engines_of_which_four_meet_a_kill_leave_nothing_on_the_host()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Engines need root.");
        var root = Checkout.Root;
        var slipway = Environment.GetEnvironmentVariable("SLIPWAY_PROGRAM") ?? Path.Combine(root, "out", "slipway");
        Assert.SkipUnless(File.Exists(slipway), "scripts/build.sh has not been run.");
        var start = new ProcessStartInfo(Path.Combine(root, "bench", "engines", "trace.sh"), ["--shared", "10", "4"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["SLIPWAY"] = slipway;
        start.Environment["TRACE_INSTANCE"] = "slipway-trace-test";
        using var process = Process.Start(start)!;

        var texts = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(process.ExitCode == 0, string.Join('\n', texts));
        Assert.Contains("nothing is left", texts[0], StringComparison.Ordinal);
    }
}
