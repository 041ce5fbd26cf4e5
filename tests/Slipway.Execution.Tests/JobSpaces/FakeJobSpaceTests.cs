using System.Diagnostics;
using Slipway.Execution.JobSpaces;
using Slipway.FakeMachine.Spaces;
using Slipway.Testing.Folders;

namespace Slipway.Execution.Tests.JobSpaces;

/// <summary>Job spaces without Docker, which the scenarios run in.</summary>
public sealed class FakeJobSpaceTests : JobSpaceContract
{
    protected override string TooMuchMemory => "echo oom_kill 1 >/sys/fs/cgroup/memory.events; kill -9 $$";

    private protected override async Task<IJobSpaceFactory> MakeFactoryAsync()
    {
        Assert.SkipUnless(await FakeJobSpaceFactory.CanOpenAsync(Token), "this user may not make namespaces");
        return new FakeJobSpaceFactory(Checkout.Agent, TimeProvider.System);
    }

    private protected override Task<int> CountPartsAsync(string space) =>
        Task.FromResult(Directory.EnumerateDirectories("/proc").Count(process => CommandLine(process).Contains(space, StringComparison.Ordinal)));

    private protected override async Task EndKeptAsync(KeptContainer kept)
    {
        using var process = Process.GetProcessById(kept.Process);
        process.Kill();
        await process.WaitForExitAsync(Token);
    }

    private static string CommandLine(string process)
    {
        try
        {
            var file = Path.Combine(process, "cmdline");
            return File.Exists(file) ? File.ReadAllText(file) : "";
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // It has ended, or is none of ours.
            return "";
        }
    }
}
