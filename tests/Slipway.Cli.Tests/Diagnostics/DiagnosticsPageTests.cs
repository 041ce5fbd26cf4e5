using System.Diagnostics;
using System.Text.RegularExpressions;
using Slipway.Config.Compilation;
using Slipway.Config.Compiler;
using Slipway.Config.Diagnostics;
using Slipway.Testing.Folders;

namespace Slipway.Cli.Tests.Diagnostics;

/// <summary>Holds docs/diagnostics.md and the catalogue equal, and runs the examples of the page.</summary>
public sealed partial class DiagnosticsPageTests
{
    private static readonly string Page = File.ReadAllText(Checkout.PathOf("docs", "diagnostics.md"));

    public static TheoryData<string> Configs { get; } = [.. Examples("yaml").Keys];

    public static TheoryData<string> Scripts { get; } = [.. Examples("sh").Keys];

    [Fact]
    public void The_page_has_an_entry_with_an_example_for_each_code_and_no_other()
    {
        Assert.Equal(DiagnosticCatalogue.All.Select(descriptor => descriptor.Code).Order(), Configs.Concat(Scripts).Select(row => row.Data).Order());
        Assert.Equal(Configs.Count + Scripts.Count, Heading().Count(Page));
    }

    [Fact]
    public void Each_entry_has_the_severity_and_the_words_of_the_catalogue()
    {
        Assert.All(DiagnosticCatalogue.All, descriptor =>
        {
            var message = Hole().Replace(descriptor.Message, "{…}");
            var hint = descriptor.Hint is null ? "" : " " + descriptor.Hint;
            Assert.Contains($"### {descriptor.Code}\n\n{descriptor.Severity}: {message}.{hint}\n", Page, StringComparison.Ordinal);
        });
    }

    [Theory]
    [MemberData(nameof(Configs))]
    public async Task The_config_of_an_entry_gives_its_code(string code)
    {
        var source = ConfigSource.OfText("config.yml", Examples("yaml")[code]);

        var compiled = await ConfigCompiler.CompileAsync(source, new CompileOptions(), TestContext.Current.CancellationToken);

        Assert.Contains(compiled.Diagnostics, diagnostic => diagnostic.Code == code);
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task The_script_of_an_entry_gives_its_code(string code)
    {
        using var folder = new TestFolder();
        var start = new ProcessStartInfo("bash", ["-c", "exec 2>&1\n" + Examples("sh")[code]]) { RedirectStandardOutput = true, WorkingDirectory = folder.Path };
        start.Environment["PATH"] = $"{AppContext.BaseDirectory}:{start.Environment["PATH"]}";
        using var bash = Process.Start(start)!;

        Assert.Contains($" {code}: ", await bash.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private static Dictionary<string, string> Examples(string language) =>
        Entry().Matches(Page)
            .Where(entry => entry.Groups["language"].Value == language)
            .ToDictionary(entry => entry.Groups["code"].Value, entry => entry.Groups["example"].Value);

    [GeneratedRegex(@"^### SLW\d{4}$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^### (?<code>SLW\d{4})\n\n[^\n]+\n\n```(?<language>yaml|sh)\n(?<example>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Entry();

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex Hole();
}
