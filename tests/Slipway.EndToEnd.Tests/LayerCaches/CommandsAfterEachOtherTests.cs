using System.Text.Json;
using Slipway.EndToEnd.Tests.Tools;
using Slipway.Testing.Folders;
using Slipway.Testing.Programs;

namespace Slipway.EndToEnd.Tests.LayerCaches;

/// <summary>Layer caches between processes: what one command releases, the next one finds, though the first has long returned.</summary>
[Trait("needs", "engine")]
public sealed class CommandsAfterEachOtherTests
{
    private static readonly Dictionary<string, string> Instance = new() { ["SLIPWAY_INSTANCE"] = "slipway-after" };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_release_returns_before_the_layers_are_kept_and_the_next_command_waits_for_them()
    {
        var missing = await Machine.MissingAsync(Stop);
        Assert.SkipWhen(missing is not null, missing ?? "");
        Assert.SkipUnless(File.Exists("/bin/busybox"), "The test image is made from busybox-static.");
        var project = $"after-{Guid.NewGuid():N}";
        var context = Directory.CreateTempSubdirectory("slipway-after-").FullName;
        File.Copy("/bin/busybox", Path.Combine(context, "busybox"));
        await File.WriteAllTextAsync(Path.Combine(context, "Dockerfile"), "FROM scratch\nCOPY busybox /bin/busybox\nRUN [\"/bin/busybox\", \"dd\", \"if=/dev/urandom\", \"of=/random\", \"bs=1M\", \"count=50\"]\n", Stop);
        try
        {
            using (var first = await CreateAsync(project))
            {
                await BuildAsync(first, context);
                await SlipwayAsync("engine", "rm", "--keep-layers", Text(first, "id"));
                Assert.Contains("retiring", await SlipwayAsync("engine", "ls"), StringComparison.Ordinal);
            }
            using var second = await CreateAsync(project);
            Assert.True(second.RootElement.GetProperty("layerCacheHit").GetBoolean());
            Assert.Equal(2, (await BuildAsync(second, context)).Split("Using cache").Length - 1);
            await SlipwayAsync("engine", "rm", Text(second, "id"));
        }
        finally
        {
            Directory.Delete(context, recursive: true);
            await SlipwayAsync("engine", "reap");
            await SlipwayAsync("dlc", "purge", project);
        }
    }

    private static async Task<JsonDocument> CreateAsync(string project) =>
        JsonDocument.Parse(await SlipwayAsync("engine", "create", "--layer-cache", project, "--json"));

    private static Task<string> BuildAsync(JsonDocument engine, string context) => MustAsync(new ToolCall("docker", ["build", context])
    {
        Environment = new Dictionary<string, string>
        {
            ["DOCKER_HOST"] = Text(engine, "dockerHost"),
            ["DOCKER_TLS_VERIFY"] = "1",
            ["DOCKER_CERT_PATH"] = Text(engine, "certPath"),
            ["DOCKER_BUILDKIT"] = "0",
        },
    });

    private static string Text(JsonDocument engine, string name) => engine.RootElement.GetProperty(name).GetString()!;

    private static Task<string> SlipwayAsync(params string[] arguments) => MustAsync(new ToolCall(Checkout.Slipway, arguments) { Environment = Instance });

    private static async Task<string> MustAsync(ToolCall call)
    {
        var result = await Tool.RunAsync(call, Stop);
        Assert.True(result.ExitCode == 0, result.Text);
        return result.Output;
    }
}
