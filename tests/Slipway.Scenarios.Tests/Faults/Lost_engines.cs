using System.Globalization;

namespace Slipway.Scenarios.Tests.Faults;

/// <summary>A job's engine dies under it.</summary>
[Trait("needs", "engine")]
public sealed class Lost_engines
{
    private const string Step = """run: "echo the step on $DOCKER_MACHINE_NAME; while docker info >/dev/null; do sleep 0.2; done; exit 1" """;

    [Theory]
    [InlineData("dockerd")]
    [InlineData("tini")]
    public async Task Are_no_failure_of_the_job(string program)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "engines need root");
        using var place = new FaultyPlace(FaultyPlace.JobOf("setup_remote_docker", Step).Replace(FaultyPlace.Image, "slipway/docker-cli:trixie", StringComparison.Ordinal));
        // Where the engine images are, so that none is made for this.
        place.Set("SLIPWAY_STATE", Environment.GetEnvironmentVariable("SLIPWAY_STATE") ?? "/var/lib/slipway");
        using var run = place.Start();
        await run.WaitForAsync("job | the step on ");
        var engine = run.Output.Split("job | the step on ")[1].Split('\n')[0].Trim();
        using var victim = System.Diagnostics.Process.GetProcessById(ProcessOf(engine, program));
        victim.Kill();
        Assert.True(await run.EndAsync() == 3, run.Output);
        Assert.Contains($"the job's Docker Engine {engine} has ended", run.Output, StringComparison.Ordinal);
        await victim.WaitForExitAsync(TestContext.Current.CancellationToken);
        // Its removal goes on behind the run; a reap waits for it.
        await place.SlipwayAsync("engine", "reap");
        Assert.DoesNotContain(engine, (await place.SlipwayAsync("engine", "ls")).Output, StringComparison.Ordinal);
    }

    private static int ProcessOf(string engine, string program) => Directory.EnumerateDirectories("/proc")
        .Where(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out _))
        .Where(folder => Read(folder, "comm").Trim() == program && Read(folder, "cgroup").Contains(engine, StringComparison.Ordinal))
        .Select(folder => int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture))
        .Min();

    private static string Read(string folder, string name)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, name));
        }
        catch (IOException)
        {
            return "";
        }
    }
}
