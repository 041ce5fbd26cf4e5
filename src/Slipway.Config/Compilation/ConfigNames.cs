using System.Text;
using Slipway.Config.Diagnostics;
using Slipway.Config.Yaml;

namespace Slipway.Config.Compilation;

/// <summary>What a config names, as it is written: for whoever types names of it. Nothing is resolved, and what is wrong in it names nothing.</summary>
/// <param name="Jobs">As workflows and definitions call them.</param>
/// <param name="Approvals">Jobs that wait for somebody.</param>
public sealed record ConfigNames(IReadOnlyList<string> Workflows, IReadOnlyList<string> Jobs, IReadOnlyList<string> Approvals, IReadOnlyList<string> Contexts)
{
    public static ConfigNames Read(ConfigSource source)
    {
        var root = YamlReader.Read(new SourceDocument(source.File, Encoding.UTF8.GetString(source.Content.Span)), new DiagnosticSink()) as YamlMapping;
        var workflows = Entries(root?["workflows"]).Where(entry => entry.Value is YamlMapping).ToList();
        var definitions = Entries(root?["jobs"]).Select(entry => (Name: entry.Key.Text, Job: entry.Value as YamlMapping)).ToList();
        var jobs = definitions.Concat(workflows.SelectMany(workflow => Items((workflow.Value as YamlMapping)?["jobs"])).Select(Job)).Where(job => job.Name.Length > 0).ToList();
        return new ConfigNames(
            Distinct(workflows.Select(workflow => workflow.Key.Text)),
            Distinct(jobs.Select(job => job.Name)),
            Distinct(jobs.Where(job => job.Job?["type"] is YamlScalar { Text: "approval" }).Select(job => job.Name)),
            Distinct(jobs.SelectMany(job => job.Job?["context"] is YamlScalar one ? [one] : Items(job.Job?["context"])).OfType<YamlScalar>().Select(context => context.Text)));
    }

    private static (string Name, YamlMapping? Job) Job(YamlNode item) => item switch
    {
        YamlScalar name => (name.Text, null),
        YamlMapping { Entries: [var only, ..] } => ((only.Value as YamlMapping)?["name"] is YamlScalar name ? name.Text : only.Key.Text, only.Value as YamlMapping),
        _ => ("", null),
    };

    private static IReadOnlyList<YamlEntry> Entries(YamlNode? node) => (node as YamlMapping)?.Entries ?? [];

    private static IReadOnlyList<YamlNode> Items(YamlNode? node) => (node as YamlSequence)?.Items ?? [];

    private static List<string> Distinct(IEnumerable<string> names) => [.. names.Distinct(StringComparer.Ordinal)];
}
