using Slipway.Config.Compilation;
using Slipway.Config.Definitions;
using Slipway.Config.Diagnostics;
using Slipway.Config.Jobs;
using Slipway.Config.Yaml;

namespace Slipway.Config.Workflows;

/// <summary>Reads the entries of <c>jobs</c> in a workflow or job group: a name, or a map of one name to its keys.</summary>
internal static class InvocationReader
{
    public static IReadOnlyList<Invocation> ReadList(CompileSession session, YamlSequence list, Scope scope)
    {
        var read = new List<Invocation>(list.Items.Count);
        foreach (var item in list.Items)
        {
            if (Read(session, item, scope) is { } invocation)
            {
                read.Add(invocation);
            }
        }

        return read;
    }

    private static Invocation? Read(CompileSession session, YamlNode item, Scope scope)
    {
        switch (item)
        {
            case YamlScalar { Kind: not ScalarKind.Null } scalar:
                return session.Interpolator.Evaluate(scalar, scope) is YamlScalar name ? new Invocation(name, Empty(item)) : null;
            case YamlMapping { Entries: [var (key, value)] }:
                var called = session.Interpolator.Evaluate(key, scope) as YamlScalar ?? key;
                return new Invocation(called, Shape.OptionalMap(session, value, $"the job '{called.Text}'") ?? Empty(key));
            case YamlMapping { Entries.Count: > 1 } map:
                return ReadSiblings(session, map);
            case YamlUnknown:
                return null;
            default:
                session.Diagnostics.Report(WorkflowDiagnostics.InvocationShape, item.Span, item.Describe());
                return null;
        }
    }

    private static Invocation ReadSiblings(CompileSession session, YamlMapping map)
    {
        var (key, value) = map.Entries[0];
        var siblings = map.Entries.Skip(1).ToList();
        var names = string.Join(", ", siblings.Select(entry => entry.Key.Text));
        if (siblings.TrueForAll(entry => Invocation.Keys.Contains(entry.Key.Text)))
        {
            session.Diagnostics.Report(WorkflowDiagnostics.InvocationSiblings, siblings[0].Key.Span, key.Text, names);
        }
        else
        {
            session.Diagnostics.ReportWithHint(WorkflowDiagnostics.InvocationShape, siblings[0].Key.Span, "Start each job with '- '.", $"a map with the keys {key.Text}, {names}");
        }

        return new Invocation(key, value as YamlMapping ?? Empty(key));
    }

    private static YamlMapping Empty(YamlNode place) => new(place, []);
}
