using Slipway.Config.Definitions;
using Slipway.Config.Diagnostics;
using Slipway.Config.Yaml;

namespace Slipway.Config.Compilation;

/// <summary>Which command calls which, for finding circles that no workflow runs into.</summary>
internal sealed class CallGraph
{
    private readonly Dictionary<Element, List<(Element Called, YamlScalar Place)>> _calls = [];

    public void Add(Element? caller, Element called, YamlScalar place)
    {
        if (caller is { Kind: ElementKind.Command })
        {
            if (!_calls.TryGetValue(caller, out var list))
            {
                _calls[caller] = list = [];
            }

            list.Add((called, place));
        }
    }

    public void ReportCycles(CompileSession session)
    {
        var done = new HashSet<Element>();
        foreach (var start in _calls.Keys)
        {
            Walk(start, done, session);
        }
    }

    /// <summary>Depth first without recursion: a chain of commands can be as long as the file.</summary>
    private void Walk(Element start, HashSet<Element> done, CompileSession session)
    {
        var path = new List<Element>();
        var open = new HashSet<Element>();
        var pending = new Stack<(Element Element, int Next)>();
        pending.Push((start, 0));
        while (pending.TryPop(out var current))
        {
            var (element, next) = current;
            if (next == 0)
            {
                if (!done.Add(element))
                {
                    continue;
                }

                open.Add(element);
                path.Add(element);
            }

            var calls = _calls.GetValueOrDefault(element) ?? [];
            if (next == calls.Count)
            {
                open.Remove(element);
                path.RemoveAt(path.Count - 1);
                continue;
            }

            pending.Push((element, next + 1));
            var (called, place) = calls[next];
            if (open.Contains(called))
            {
                var cycle = path.SkipWhile(step => step != called).Append(called).Select(step => step.QualifiedName);
                session.Diagnostics.Report(ReferenceDiagnostics.CommandCycle, place.Span, called.QualifiedName, string.Join(" → ", cycle));
            }
            else
            {
                pending.Push((called, 0));
            }
        }
    }
}
