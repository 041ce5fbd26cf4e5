using Slipway.Scenarios.Tests.Faults;

namespace Slipway.Scenarios.Tests.Scenarios;

/// <summary>An image may ask by a label that its entrypoint stays the primary container's first process.</summary>
[Trait("needs", "docker")]
public sealed class Preserved_entrypoints
{
    [Theory]
    [InlineData("true", "job | sleep 1000")]
    [InlineData("false", "job | /.slipway/bin/slipway-agent serve")]
    public async Task Are_what_the_label_says(string label, string first)
    {
        var image = $"slipway-test/entrypoint-{label}";
        using var place = new FaultyPlace(FaultyPlace.JobOf("""run: "tr '\\0' ' ' </proc/1/cmdline" """).Replace(FaultyPlace.Image, image, StringComparison.Ordinal));
        var context = Directory.CreateDirectory(Path.Combine(place.Folder, "image")).FullName;
        await File.WriteAllTextAsync(
            Path.Combine(context, "Dockerfile"),
            $"FROM {FaultyPlace.Image}\nLABEL com.circleci.preserve-entrypoint={label}\nENTRYPOINT [\"sleep\", \"1000\"]\n",
            TestContext.Current.CancellationToken);
        await place.DockerAsync("build", "-q", "-t", image, context);

        var (exitCode, output) = await place.SlipwayAsync("run", "--plain");

        Assert.True(exitCode == 0, output);
        Assert.Contains(first, output, StringComparison.Ordinal);
        await place.DockerAsync("rmi", image);
    }
}
