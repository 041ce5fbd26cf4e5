using Slipway.Config.Compilation;
using Slipway.Config.Diagnostics;
using Slipway.Config.Yaml;

namespace Slipway.Config.Steps;

/// <summary>One step as written: its name and what stands below it, which is null for a step that is a name alone.</summary>
internal sealed record StepCall(YamlScalar Name, YamlNode? Value)
{
    /// <summary>
    /// Reads the map form. Keys beside the step's own are a slip of indentation; when the step itself has no value they are taken as what was meant for it.
    /// </summary>
    public static StepCall Of(CompileSession session, YamlMapping map, Func<string, bool> isStep)
    {
        var at = 0;
        while (at < map.Entries.Count - 1 && !isStep(map.Entries[at].Key.Text))
        {
            at++;
        }

        var (name, value) = map.Entries[isStep(map.Entries[at].Key.Text) ? at : 0];
        if (map.Entries.Count == 1)
        {
            return new StepCall(name, value);
        }

        YamlEntry[] siblings = [.. map.Entries.Where(entry => entry.Key != name)];
        session.Diagnostics.Report(JobDiagnostics.StepSiblings, siblings[0].Key.Span, name.Text, string.Join(", ", siblings.Select(entry => entry.Key.Text)));
        return value is YamlScalar { Kind: ScalarKind.Null }
            ? new StepCall(name, new YamlMapping(map, siblings))
            : new StepCall(name, value);
    }
}
