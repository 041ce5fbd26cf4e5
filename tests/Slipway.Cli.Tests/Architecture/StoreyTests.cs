using System.Text.RegularExpressions;
using Slipway.Testing.Folders;

namespace Slipway.Cli.Tests.Architecture;

/// <summary>Folders of a project stand on storeys: a folder uses those below it, never back.</summary>
public sealed partial class StoreyTests
{
    public static TheoryData<string> Projects => ReferenceTests.Projects;

    [Theory]
    [MemberData(nameof(Projects))]
    public void No_folders_of_a_project_use_each_other_in_a_circle(string project) =>
        Assert.Null(FindCircle(UsesOf(project)));

    [Fact]
    public void A_circle_would_be_noticed()
    {
        var uses = new Dictionary<string, string[]> { ["Steps"] = ["Logs"], ["Logs"] = ["Runs"], ["Runs"] = ["Steps"], ["Names"] = [] };
        Assert.Equal("Steps → Logs → Runs → Steps", FindCircle(uses));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void The_storeys_are_drawn_as_they_are(string project)
    {
        var uses = UsesOf(project);
        var drawn = File.ReadLines(Checkout.PathOf("ARCHITECTURE.md")).Single(line => line.StartsWith($"- `{project}`: ", StringComparison.Ordinal));
        var storeys = uses.Keys.GroupBy(folder => Storey(uses, folder)).OrderByDescending(storey => storey.Key).Select(storey => string.Join(' ', storey.Order(StringComparer.Ordinal)));
        Assert.Equal($"- `{project}`: {string.Join(" / ", storeys)}", drawn);
    }

    /// <summary>
    /// Folder → folders of the same project that its files name in a <c>using</c>. Files directly below the project stand above all folders:
    /// whoever needs a type of theirs names it without a <c>using</c>, so only the two of the entry may lie there.
    /// </summary>
    private static Dictionary<string, string[]> UsesOf(string project) =>
        Directory.GetDirectories(Checkout.PathOf("src", project))
            .Where(folder => Path.GetFileName(folder) is not ("bin" or "obj"))
            .ToDictionary(folder => Path.GetFileName(folder), folder => FoldersNamedIn(folder, project));

    private static string[] FoldersNamedIn(string folder, string project) =>
        [.. Directory.EnumerateFiles(folder, "*.cs")
            .SelectMany(File.ReadLines)
            .Select(line => UsingLine().Match(line))
            .Where(match => match.Success && match.Groups["project"].Value == project)
            .Select(match => match.Groups["folder"].Value)
            .Where(name => name != Path.GetFileName(folder))
            .Distinct()];

    /// <summary>How high a folder stands: one storey above the highest that it uses.</summary>
    private static int Storey(Dictionary<string, string[]> uses, string folder) => uses[folder].Select(below => Storey(uses, below) + 1).DefaultIfEmpty(0).Max();

    /// <summary>The first circle as text; null: there is none.</summary>
    private static string? FindCircle(Dictionary<string, string[]> uses)
    {
        var done = new HashSet<string>();
        return uses.Keys.Select(folder => Walk(folder, [])).FirstOrDefault(circle => circle is not null);

        string? Walk(string folder, List<string> path)
        {
            if (path.IndexOf(folder) is >= 0 and var start)
            {
                return string.Join(" → ", [.. path[start..], folder]);
            }
            if (!done.Contains(folder))
            {
                path.Add(folder);
                foreach (var next in uses.GetValueOrDefault(folder, []))
                {
                    if (Walk(next, path) is { } circle)
                    {
                        return circle;
                    }
                }
                path.RemoveAt(path.Count - 1);
                done.Add(folder);
            }
            return null;
        }
    }

    [GeneratedRegex(@"^using (static |\w+ = )?(?<project>Slipway\.\w+)\.(?<folder>\w+)")]
    private static partial Regex UsingLine();
}
