using Slipway.Testing.Folders;

namespace Slipway.Cli.Tests.Architecture;

/// <summary>Holds docs/attacks.md: whatever it names as holding an attack is there.</summary>
public sealed class AttackTests
{
    private static readonly Dictionary<string, string> Tests = Directory
        .EnumerateFiles(Checkout.PathOf("tests"), "*.cs", SearchOption.AllDirectories)
        .Where(file => !file.Contains("/obj/", StringComparison.Ordinal))
        .GroupBy(file => Path.GetFileNameWithoutExtension(file))
        .ToDictionary(files => files.Key, files => string.Concat(files.Select(File.ReadAllText)));

    public static TheoryData<string, string> Rows { get; } = [.. File.ReadLines(Checkout.PathOf("docs", "attacks.md"))
        .Select(line => line.Split(" | "))
        .Where(cells => cells.Length == 5 && cells[0].StartsWith("| ", StringComparison.Ordinal))
        .Select(cells => new TheoryDataRow<string, string>($"{cells[0].TrimStart('|', ' ')}: {cells[1]}", cells[4].TrimEnd('|', ' ')))];

    [Theory]
    [MemberData(nameof(Rows))]
    public void An_attack_is_held_by_tests_or_probes_that_there_are(string attack, string holders)
    {
        var named = holders.Split('`').Where((_, index) => index % 2 == 1).ToList();
        Assert.True(named.Count > 0, $"Nothing holds «{attack}».");
        Assert.All(named, holder => Assert.True(IsThere(holder), $"«{attack}» is held by {holder}, which is not there."));
    }

    [Fact]
    public void A_holder_that_is_not_there_would_be_noticed()
    {
        Assert.False(IsThere("AttackTests.This_one_is_missing"));
        Assert.False(IsThere("no-such-probe"));
        Assert.True(IsThere("AttackTests.A_holder_that_is_not_there_would_be_noticed"));
    }

    /// <param name="holder"><c>Class</c>, <c>Class.Method</c>, or the name of a probe, which docs/security.md lists.</param>
    private static bool IsThere(string holder) => holder.Split('.') switch
    {
        [var test, var method] => Tests.TryGetValue(test, out var source) && source.Contains($" {method}(", StringComparison.Ordinal),
        [var name] when char.IsUpper(name[0]) => Tests.ContainsKey(name),
        [var probe] => File.ReadAllText(Checkout.PathOf("docs", "security.md")).Contains($"| `{probe}` |", StringComparison.Ordinal),
        _ => false,
    };
}
