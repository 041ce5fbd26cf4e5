using Slipway.EndToEnd.Tests.Hub;
using Slipway.EndToEnd.Tests.Projects;
using Slipway.Testing.Folders;

namespace Slipway.EndToEnd.Tests.Examples;

/// <summary>Every folder of examples/ is run as its reader would.</summary>
[Trait("needs", "engine")]
public sealed class ExampleTests(HubFixture hub)
{
    public static TheoryData<string> Examples { get; } =
        [.. Directory.GetDirectories(Checkout.PathOf("examples")).Select(folder => Path.GetFileName(folder)!).Order()];

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task An_example_runs_to_a_green_end(string example)
    {
        hub.Require();
        using var project = await Project.CreateAsync(hub, Checkout.PathOf("examples", example), config: null, TestContext.Current.CancellationToken);

        var run = await project.RunAsync([], TestContext.Current.CancellationToken);

        Assert.True(run.ExitCode == 0, run.Text);
    }

    [Fact]
    public void The_list_of_examples_names_each_of_them()
    {
        var list = File.ReadAllText(Checkout.PathOf("examples", "README.md"));

        Assert.All(Examples, example => Assert.Contains($"| [{example.Data}]({example.Data}) |", list, StringComparison.Ordinal));
    }
}
