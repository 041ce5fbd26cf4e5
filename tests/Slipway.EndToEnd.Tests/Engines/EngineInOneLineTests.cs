using Slipway.EndToEnd.Tests.Tools;
using Slipway.Testing.Folders;
using Slipway.Testing.Programs;

namespace Slipway.EndToEnd.Tests.Engines;

/// <summary>An engine by hand: one line of a shell makes it and turns the shell's Docker client to it.</summary>
[Trait("needs", "engine")]
public sealed class EngineInOneLineTests
{
    private const string Script = """
        eval "$("$SLIPWAY" engine create --env)" || exit
        docker version --format '{{.Server.Version}}'
        docker info --format '{{.Name}}'
        echo "engine-$DOCKER_MACHINE_NAME"
        "$SLIPWAY" engine rm "$DOCKER_MACHINE_NAME"
        """;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_shell_makes_an_engine_and_its_client_speaks_to_it()
    {
        var missing = await Machine.MissingAsync(Stop);
        Assert.SkipWhen(missing is not null, missing ?? "");
        var result = await Tool.RunAsync(
            new ToolCall("sh", ["-c", Script]) { Environment = new Dictionary<string, string> { ["SLIPWAY"] = Checkout.Slipway, ["SLIPWAY_INSTANCE"] = "slipway-oneline" } }, Stop);
        Assert.True(result.ExitCode == 0, result.Text);
        var lines = result.Output.TrimEnd('\n').Split('\n');
        Assert.StartsWith("28.", lines[0], StringComparison.Ordinal);
        Assert.Equal(lines[2], lines[1]);
    }
}
