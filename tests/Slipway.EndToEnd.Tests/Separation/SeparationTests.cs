using System.Text.Json.Nodes;
using Slipway.EndToEnd.Tests.Hub;
using Slipway.EndToEnd.Tests.Projects;
using Slipway.EndToEnd.Tests.Tools;
using Slipway.Testing.Folders;
using Slipway.Testing.Programs;

namespace Slipway.EndToEnd.Tests.Separation;

/// <summary>
/// A real job and its engine try to reach each other, the host, and another job's engine. Whatever must be closed has a control beside it: the same
/// thing is reached from where it should be.
/// </summary>
[Trait("needs", "engine")]
public sealed class SeparationTests(HubFixture hub)
{
    private const string Mark = "(control)";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_job_and_its_engine_reach_each_other_by_the_engines_two_ports_and_by_nothing_else()
    {
        hub.Require();
        await using var host = new HostView();
        var mark = Path.Combine("/tmp", "of-the-host");
        await File.WriteAllTextAsync(mark, "", Stop);
        using var project = await Project.CreateAsync(hub, Equipment.Of("separation"), await ReadConfigAsync(), Stop);
        var other = JsonNode.Parse((await SlipwayAsync("engine", "create", "--json")).Output)!;
        var variables = host.Variables.Append(new("OTHER", other["address"]!.GetValue<string>()));
        try
        {
            var run = await project.RunAsync([.. variables.SelectMany(pair => new[] { "--env", $"{pair.Key}={pair.Value}" })], Stop);

            Assert.True(run.ExitCode == 0, run.Text);
            AssertSeparate(Read(run.Output));
        }
        finally
        {
            await SlipwayAsync("engine", "rm", other["id"]!.GetValue<string>());
            File.Delete(mark);
        }
    }

    private static void AssertSeparate(IReadOnlyList<Cell> cells)
    {
        TestContext.Current.TestOutputHelper?.WriteLine(Table(cells));
        Assert.True(cells.Count(cell => cell.How.Contains(Mark, StringComparison.Ordinal)) >= 14, Table(cells));
        Assert.True(cells.Count >= 50, Table(cells));
        var wrong = cells.Where(cell => cell.IsOpen != cell.How.Contains(Mark, StringComparison.Ordinal));
        Assert.True(!wrong.Any(), Table([.. wrong]));
    }

    /// <summary>One attempt may have been made at several addresses or ports: it is open when one was.</summary>
    private static List<Cell> Read(string output) =>
    [
        .. from line in output.Split('\n')
           let start = line.IndexOf("cell ", StringComparison.Ordinal)
           where start >= 0
           let parts = line[(start + 5)..].Trim().Split('|')
           where parts.Length == 4
           select new Cell(parts[0], parts[1], parts[2], parts[3] == "open"),
    ];

    private static string Table(IReadOnlyList<Cell> cells) => string.Concat(
        cells.GroupBy(cell => (cell.From, cell.To)).Select(group =>
            $"| {group.Key.From} | {group.Key.To} | {List(group, open: true)} | {List(group, open: false)} |\n"));

    private static string List(IEnumerable<Cell> cells, bool open) =>
        string.Join("; ", cells.Where(cell => cell.IsOpen == open).Select(cell => cell.How).Distinct());

    private Task<ToolResult> SlipwayAsync(params string[] arguments) =>
        Tool.RunAsync(new ToolCall(Checkout.Slipway, arguments) { Environment = hub.Settings }, Stop);

    private static Task<string> ReadConfigAsync() =>
        File.ReadAllTextAsync(Checkout.PathOf("tests", "Slipway.EndToEnd.Tests", "configs", "separation.yml"), Stop);

    private sealed record Cell(string From, string To, string How, bool IsOpen);
}
