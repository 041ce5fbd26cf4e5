using Slipway.Config.Compilation;
using Slipway.Config.Processed;
using Slipway.Config.Tests.Compilation;
using Slipway.Fuzz.Configs;
using Slipway.Model.Diagnostics;
using Slipway.Model.Plans;

namespace Slipway.Config.Tests.Cases;

/// <summary>Each folder has a config.yml and what must come of it: a plan in expected.json, or diagnostics in expected.txt.</summary>
public sealed class Case_folders
{
    public static TheoryData<string> Valid => Folders("expected.json");

    public static TheoryData<string> Reported => Folders("expected.txt");

    [Theory]
    [MemberData(nameof(Valid))]
    public void A_valid_config_becomes_the_expected_plan(string name)
    {
        var result = Compile(name);

        Assert.DoesNotContain(result.Diagnostics, diagnostic => diagnostic.Severity == Severity.Error);
        Assert.Equal(Read(name, "expected.json"), PlanJson.Write(result.Plan!));
    }

    [Theory]
    [MemberData(nameof(Reported))]
    public void A_config_gets_exactly_the_expected_diagnostics(string name)
    {
        var found = string.Join('\n', Compile(name).Diagnostics.Select(Compiled.Line));

        Assert.Equal(Read(name, "expected.txt"), found);
    }

    [Theory]
    [MemberData(nameof(Valid))]
    public void The_processed_config_compiles_to_the_same_plan(string name)
    {
        var plan = Compile(name).Plan!;

        var again = Compiled.Plan(ProcessedConfig.Write(plan, "a comment"));

        Assert.Equal(PlanJson.Write(SamePlan.Comparable(plan)), PlanJson.Write(SamePlan.Comparable(again)));
    }

    private static TheoryData<string> Folders(string expected)
    {
        var names = Directory.GetDirectories(Root).Where(folder => File.Exists(Path.Combine(folder, expected))).Select(folder => Path.GetFileName(folder)!);
        return new TheoryData<string>(names.Order(StringComparer.Ordinal));
    }

    private static string Root => Path.Combine(AppContext.BaseDirectory, "Cases");

    private static string Read(string name, string file) => File.ReadAllText(Path.Combine(Root, name, file)).TrimEnd('\n');

    private static CompileResult Compile(string name) => Compiled.Of(new ConfigSource("config.yml", File.ReadAllBytes(Path.Combine(Root, name, "config.yml"))));
}
