using Slipway.Config.Compilation;
using Slipway.Config.Definitions;
using Slipway.Config.Diagnostics;
using Slipway.Config.Libraries;
using Slipway.Config.Parameters;
using Slipway.Config.Yaml;

namespace Slipway.Config.Executors;

/// <summary>Follows <c>executor: name</c> and <c>executor: {name, …}</c> to what is meant.</summary>
internal sealed class ExecutorResolver(CompileSession session)
{
    private static readonly ExecutorSpec Opaque = new() { IsOpaque = true };

    private readonly ElementFinder _finder = new(session);
    private readonly ArgumentBinder _binder = new(session);

    /// <param name="node">The value of <c>executor</c>, interpolated.</param>
    /// <param name="scope">Where it stands.</param>
    public ExecutorSpec Resolve(YamlNode node, Scope scope)
    {
        if (node is BoundValue bound)
        {
            return Resolve(bound.Value, new Scope(bound.Origin) { IsEvaluated = true, IsChecking = scope.IsChecking, Element = scope.Element });
        }

        return node switch
        {
            YamlScalar { Kind: ScalarKind.Text } name => Find(name, [], scope),
            YamlMapping map => ResolveMap(map, scope),
            YamlUnknown => Opaque,
            _ => Reject(node),
        };
    }

    /// <summary>Reads what an executor defines, in the scope inside it.</summary>
    public ExecutorSpec Read(Element executor, Scope inside)
    {
        var fields = new Fields(session, executor.Body, inside, executor.Label);
        fields.Ignore("parameters", "description");
        var own = new ExecutorReader(session).Read(fields, inside);
        var spec = fields.Take("executor") is { } other ? ReadOther(executor, other, inside).OverriddenBy(own) : own;
        fields.Finish();
        if (spec.Executor is null && !spec.IsOpaque && !executor.IsBroken)
        {
            session.Diagnostics.ReportWithHint(JobDiagnostics.NoExecutor, executor.Key.Span, "Give it one of docker, machine and macos.", executor.QualifiedName);
            return spec with { IsOpaque = true };
        }

        spec.CheckResourceClass(session);
        return spec;
    }

    /// <summary>An executor can stand for another one, such as that of an orb.</summary>
    private ExecutorSpec ReadOther(Element executor, YamlNode other, Scope inside)
    {
        if (executor.IsOpen)
        {
            session.Diagnostics.Report(JobDiagnostics.ExecutorCycle, executor.Key.Span, executor.QualifiedName);
            return Opaque;
        }

        executor.IsOpen = true;
        var spec = Resolve(other, inside with { IsChecking = false });
        executor.IsOpen = false;
        return spec;
    }

    private ExecutorSpec Reject(YamlNode node)
    {
        session.Diagnostics.Report(ShapeDiagnostics.NotAText, node.Span, "'executor'", node.Describe());
        return Opaque;
    }

    private ExecutorSpec ResolveMap(YamlMapping map, Scope scope)
    {
        switch (map["name"])
        {
            case YamlScalar name:
                return Find(name, [.. map.Entries.Where(entry => entry.Key.Text != "name")], scope);
            case BoundValue bound:
                return Resolve(bound, scope);
            case YamlUnknown:
                return Opaque;
            default:
                session.Diagnostics.Report(ShapeDiagnostics.MissingKey, map.Span, "'executor'", "name");
                return Opaque;
        }
    }

    private ExecutorSpec Find(YamlScalar name, IReadOnlyList<YamlEntry> arguments, Scope scope)
    {
        if (!session.TakeText(name, name.Text))
        {
            return Opaque;
        }

        var executor = _finder.Find(scope.Library, ElementKind.Executor, name.Text, name.Span, out var isOpaque);
        if (executor is null)
        {
            if (!isOpaque)
            {
                var known = scope.Library.Elements(ElementKind.Executor).Keys;
                session.Diagnostics.ReportWithHint(ReferenceDiagnostics.UnknownExecutor, name.Span, Suggestion.For(name.Text, known), name.Text);
            }

            return Opaque;
        }

        executor.IsReferenced = true;
        if (scope.IsChecking)
        {
            // Its definition is checked by itself; only the call is looked at here.
            _binder.Bind(executor, arguments, scope, name.Span);
            return Opaque;
        }

        executor.IsUsed = true;
        return Read(executor, _binder.Bind(executor, arguments, scope, name.Span));
    }
}
