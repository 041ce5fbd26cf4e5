using Slipway.Config.Definitions;
using Slipway.Config.Diagnostics;
using Slipway.Config.Yaml;

namespace Slipway.Config.Compilation;

/// <summary>Checks the top level of a config: its version and its keys.</summary>
internal sealed class ConfigRoot(CompileSession session, YamlMapping root)
{
    private static readonly string[] Keys =
        ["version", "setup", "orbs", "commands", "parameters", "executors", "jobs", "job-groups", "workflows", "experimental", "description", "display", "examples", "build_agent", "notify"];

    private static readonly string[] ReuseKeys = ["orbs", "commands", "executors", "parameters", "job-groups"];

    public bool HasReuse { get; private set; }

    /// <summary>False when the version is not one of CircleCI's, so that nothing else can be said.</summary>
    public bool Check()
    {
        if (root["version"] is not { } node)
        {
            session.Diagnostics.Report(ShapeDiagnostics.MissingVersion, root.Document.Span(root.Start, root.Start));
            return false;
        }

        var version = (node as YamlScalar)?.Text.Trim();
        if (version is not ("2" or "2.0" or "2.1"))
        {
            session.Diagnostics.Report(ShapeDiagnostics.UnknownVersion, node.Span, version ?? node.Describe());
            return false;
        }

        HasReuse = version == "2.1";
        CheckKeys(version);
        return true;
    }

    /// <summary>
    /// Whether another config continues this one, once the pipeline's parameters are known. In version 2 the key means nothing, so that people keep anchors there;
    /// only <c>true</c> counts, as processing writes it.
    /// </summary>
    public bool ReadSetup(Library library) =>
        (HasReuse || root["setup"] is YamlScalar { Kind: ScalarKind.Boolean }) && new Fields(session, root, new Scope(library), "the config").Flag("setup");

    /// <summary>Whether it is meant to be no key of a config: its name says so, or an alias takes something out of it.</summary>
    private static bool IsStore(YamlScalar key, YamlNode value) =>
        key.Text is ['_' or '.', ..] || key.Text.StartsWith("x-", StringComparison.Ordinal) || key.Document.HasUsedAnchor(key.Start, value.Span.End);

    /// <summary>Other keys are tolerated, as people keep their anchors there; only what looks like a slip is worth a word.</summary>
    private void CheckKeys(string version)
    {
        foreach (var (key, value) in root.Entries)
        {
            if (!HasReuse && ReuseKeys.Contains(key.Text))
            {
                session.Diagnostics.Report(ShapeDiagnostics.NeedsVersion21, key.Span, key.Text, version);
            }
            else if (!Keys.Contains(key.Text) && value is YamlMapping && !IsStore(key, value) && Suggestion.NearestOf(key.Text, Keys) is { } hint)
            {
                session.Diagnostics.ReportWithHint(ShapeDiagnostics.UnknownTopLevelKey, key.Span, hint, key.Text);
            }
        }
    }
}
