using Slipway.Testing.Folders;

namespace Slipway.Scenarios.Tests.Scenarios;

/// <summary>
/// One folder of scenarios/: <c>config.yml</c>, <c>expected.txt</c>, and other files of the project. <c>expected.txt</c> holds one block per
/// command, parted by <c>---</c>: <c>run: arguments</c>, <c>exit: code</c>, <c>has: text</c>, <c>lacks: text</c>, <c>file: path</c>, <c>keeps: the job</c>
/// where a failed job stays for <c>slipway shell</c>;
/// <c>needs: docker|engine|machine</c> counts for the whole scenario, as does <c>env: NAME=value</c>; <c>container: reason</c> says why it cannot run without one,
/// and <c>machine: reason</c> why not with machines in the containers' place.
/// </summary>
internal sealed record Scenario(string Name, string Folder, IReadOnlyList<string> Needs, string? Container, string? Machine, IReadOnlyList<string> Environment, IReadOnlyList<ExpectedCommand> Commands)
{
    private static string All => Path.Combine(Checkout.Root, "scenarios");

    public static IReadOnlyList<Scenario> ReadAll() => [.. Directory.EnumerateDirectories(All).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal).Select(Read)];

    public static Scenario Read(string name)
    {
        var folder = Path.Combine(All, name);
        var lines = File.ReadAllLines(Path.Combine(folder, "expected.txt"));
        return new Scenario(
            name, folder, [.. Values(lines, "needs")], Values(lines, "container").SingleOrDefault(), Values(lines, "machine").SingleOrDefault(), [.. Values(lines, "env")], [.. Blocks(lines).Select(ExpectedCommand.Read)]);
    }

    public static IEnumerable<string> Values(IEnumerable<string> lines, string key) =>
        lines.Where(line => line.StartsWith(key + ": ", StringComparison.Ordinal)).Select(line => line[(key.Length + 2)..]);

    private static IEnumerable<List<string>> Blocks(IEnumerable<string> lines)
    {
        List<string> block = [];
        foreach (var line in lines)
        {
            if (line == "---")
            {
                yield return block;
                block = [];
            }
            else
            {
                block.Add(line);
            }
        }

        yield return block;
    }
}

/// <summary>One command of a scenario and what must come of it.</summary>
internal sealed record ExpectedCommand(
    string Arguments, int ExitCode, IReadOnlyList<string> Has, IReadOnlyList<string> Lacks, IReadOnlyList<string> Files, bool Keeps)
{
    public static ExpectedCommand Read(List<string> lines) => new(
        Scenario.Values(lines, "run").Single(),
        int.Parse(Scenario.Values(lines, "exit").DefaultIfEmpty("0").Single(), System.Globalization.CultureInfo.InvariantCulture),
        [.. Scenario.Values(lines, "has")],
        [.. Scenario.Values(lines, "lacks")],
        [.. Scenario.Values(lines, "file")],
        Scenario.Values(lines, "keeps").Any());
}
