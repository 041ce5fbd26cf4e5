using System.Xml.Linq;
using Slipway.Testing.Folders;

namespace Slipway.Cli.Tests.Architecture;

/// <summary>Holds the table of ARCHITECTURE.md: which project may reference which.</summary>
public sealed class ReferenceTests
{
    public static TheoryData<string> Projects { get; } =
        [.. Directory.GetDirectories(Checkout.PathOf("src")).Select(folder => Path.GetFileName(folder)!).Order()];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_only_what_the_table_allows(string project)
    {
        Assert.True(Table().TryGetValue(project, out var allowed), $"ARCHITECTURE.md has no row for {project}.");
        Assert.Empty(ReferencesOf(project).Except(allowed));
    }

    [Fact]
    public void The_table_has_a_row_for_each_project_and_no_other()
    {
        Assert.Equal(Projects.Select(row => row.Data).Order(), Table().Keys.Order());
    }

    private static IEnumerable<string> ReferencesOf(string project) =>
        XDocument.Load(Checkout.PathOf("src", project, project + ".csproj"))
            .Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value));

    /// <summary>Rows such as <c>| `Slipway.Engines` | `Slipway.Model` | … |</c>.</summary>
    private static Dictionary<string, string[]> Table() =>
        File.ReadLines(Checkout.PathOf("ARCHITECTURE.md"))
            .Where(line => line.StartsWith("| `Slipway.", StringComparison.Ordinal))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            .ToDictionary(row => row[0].Trim('`'), row => Names(row[1]));

    private static string[] Names(string cell) =>
        [.. cell.Split('`').Where(part => part.StartsWith("Slipway.", StringComparison.Ordinal))];
}
