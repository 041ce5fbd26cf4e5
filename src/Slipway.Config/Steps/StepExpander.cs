using Slipway.Config.Compilation;
using Slipway.Config.Definitions;
using Slipway.Config.Diagnostics;
using Slipway.Config.Libraries;
using Slipway.Config.Logic;
using Slipway.Config.Parameters;
using Slipway.Config.Yaml;
using Slipway.Model.Diagnostics;
using Slipway.Model.Plans;

namespace Slipway.Config.Steps;

/// <summary>Turns a list of steps into plain ones: commands inlined, conditions decided, <c>steps</c> parameters spliced.</summary>
internal sealed class StepExpander(CompileSession session)
{
    private const int MaxDepth = 200;

    private static readonly string[] Blocks = ["when", "unless", "steps"];

    private readonly ElementFinder _finder = new(session);
    private readonly ArgumentBinder _binder = new(session);
    private readonly BuiltInSteps _builtIns = new(session);
    private readonly List<Element> _calls = [];
    private int _depth;

    /// <summary>Adds the steps of <paramref name="node"/>, not yet interpolated, to <paramref name="output"/>.</summary>
    public void Expand(YamlNode node, Scope scope, List<StepPlan> output)
    {
        if (++_depth > MaxDepth)
        {
            session.Diagnostics.Report(ReferenceDiagnostics.TooManySteps, node.Span, ExpansionBudget.MaxSteps);
        }
        else
        {
            ExpandList(node is YamlScalar ? session.Interpolator.Evaluate(node, scope) : node, scope, output);
        }

        _depth--;
    }

    private void ExpandList(YamlNode node, Scope scope, List<StepPlan> output)
    {
        switch (node)
        {
            case BoundValue bound:
                Expand(bound.Value, new Scope(bound.Origin) { IsEvaluated = true, IsChecking = scope.IsChecking, Element = scope.Element }, output);
                break;
            case YamlSequence list:
                foreach (var item in list.Items)
                {
                    ExpandItem(item, scope, output);
                }

                break;
            case YamlUnknown or YamlScalar { Kind: ScalarKind.Null } or YamlScalar { IsUnset: true }:
                break;
            case YamlMapping or YamlScalar { Kind: ScalarKind.Text, IsUnset: false }:
                session.Diagnostics.Report(JobDiagnostics.StepsNotAList, node.Span);
                ExpandItem(node, scope, output);
                break;
            default:
                session.Diagnostics.Report(ShapeDiagnostics.NotAList, node.Span, "'steps'", node.Describe());
                break;
        }
    }

    private void ExpandItem(YamlNode item, Scope scope, List<StepPlan> output)
    {
        if (session.Budget.IsSpent)
        {
            return;
        }

        switch (item)
        {
            case YamlScalar scalar:
                ExpandName(scalar, scope, output);
                break;
            case YamlMapping { Entries.Count: > 0 } map:
                ExpandMap(map, scope, output);
                break;
            case YamlSequence:
                session.Diagnostics.Report(JobDiagnostics.NestedSteps, item.Span);
                break;
            case BoundValue:
                ExpandList(item, scope, output);
                break;
            case not YamlUnknown:
                session.Diagnostics.Report(JobDiagnostics.StepShape, item.Span, item.Describe());
                break;
        }
    }

    private void ExpandName(YamlScalar written, Scope scope, List<StepPlan> output)
    {
        var value = session.Interpolator.Evaluate(written, scope);
        if (value is YamlScalar { Kind: ScalarKind.Text } name)
        {
            ExpandStep(new StepCall(name, null), scope, output);
        }
        else if (value is BoundValue)
        {
            ExpandList(value, scope, output);
        }
        else if (value is not YamlUnknown)
        {
            session.Diagnostics.Report(JobDiagnostics.StepShape, written.Span, value.Describe());
        }
    }

    private void ExpandMap(YamlMapping map, Scope scope, List<StepPlan> output)
    {
        var call = StepCall.Of(session, map, name => IsStep(name, scope));
        var isOwnCommand = scope.Library.Elements(ElementKind.Command).ContainsKey(call.Name.Text);
        if (!isOwnCommand && scope.Library.HasReuse && Blocks.Contains(call.Name.Text))
        {
            ExpandBlock(call, scope, output);
        }
        else
        {
            ExpandStep(call, scope, output);
        }
    }

    private static bool IsStep(string name, Scope scope) =>
        BuiltInSteps.Names.Contains(name) || Blocks.Contains(name) || name.Contains('/', StringComparison.Ordinal) || scope.Library.Elements(ElementKind.Command).ContainsKey(name);

    private void ExpandBlock(StepCall call, Scope scope, List<StepPlan> output)
    {
        if (call.Name.Text == "steps")
        {
            Expand(call.Value ?? call.Name, scope, output);
            return;
        }

        if (call.Value is null or YamlScalar { Kind: ScalarKind.Null })
        {
            session.Diagnostics.Report(ShapeDiagnostics.MissingKey, call.Name.Span, $"'{call.Name.Text}'", "condition");
        }
        else if (Shape.Map(session, call.Value, $"'{call.Name.Text}'") is { } map)
        {
            ExpandCondition(call.Name, map, scope, output);
        }
    }

    private void ExpandCondition(YamlScalar key, YamlMapping map, Scope scope, List<StepPlan> output)
    {
        var fields = new Fields(session, map, scope, $"'{key.Text}'");
        bool? isMet = null;
        if (fields.Raw("condition") is { } condition)
        {
            isMet = new LogicEvaluator(session, scope, allowsExpressions: false).Evaluate(condition);
        }
        else
        {
            session.Diagnostics.Report(ShapeDiagnostics.MissingKey, key.Span, fields.Label, "condition");
        }

        var steps = fields.Raw("steps");
        fields.Finish();
        if (steps is null)
        {
            session.Diagnostics.Report(JobDiagnostics.NoConditionSteps, key.Span, key.Text);
        }
        else if (scope.IsChecking || isMet is null)
        {
            Expand(steps, scope with { IsChecking = true }, []);
        }
        else if (isMet == (key.Text == "when"))
        {
            Expand(steps, scope, output);
        }
    }

    private void ExpandStep(StepCall call, Scope scope, List<StepPlan> output)
    {
        if (!session.Take(call.Name, ExpansionBudget.AroundPart + call.Name.Text.Length))
        {
            return;
        }

        var command = _finder.Find(scope.Library, ElementKind.Command, call.Name.Text, call.Name.Span, out var isOpaque);
        if (command is not null)
        {
            ExpandCommand(command, call, scope, output);
        }
        else if (isOpaque)
        {
            CheckArguments(call, scope);
        }
        else if (!session.Budget.TakeStep())
        {
            session.Diagnostics.Report(ReferenceDiagnostics.TooManySteps, call.Name.Span, ExpansionBudget.MaxSteps);
        }
        else if (_builtIns.Read(call, scope) is { } step)
        {
            output.Add(step);
        }
    }

    /// <summary>The command belongs to an orb that could not be had; what is passed to it can still be wrong.</summary>
    private void CheckArguments(StepCall call, Scope scope)
    {
        if (call.Value is not null)
        {
            session.Interpolator.Evaluate(call.Value, scope);
        }
    }

    private void ExpandCommand(Element command, StepCall call, Scope scope, List<StepPlan> output)
    {
        var value = call.Value is YamlScalar ? session.Interpolator.Evaluate(call.Value, scope) : call.Value;
        var arguments = Shape.OptionalMap(session, value, $"what is passed to {command.Label}")?.Entries ?? [];
        command.IsReferenced = true;
        if (command.IsOpen)
        {
            ReportCycle(command, call.Name.Span);
            return;
        }

        var inside = _binder.Bind(command, arguments, scope, call.Name.Span);
        if (scope.IsChecking)
        {
            session.Calls.Add(scope.Element, command, call.Name);
            return;
        }

        if (!session.Budget.TakeStep())
        {
            session.Diagnostics.Report(ReferenceDiagnostics.TooManySteps, call.Name.Span, ExpansionBudget.MaxSteps);
            return;
        }

        command.IsUsed = true;
        command.IsOpen = true;
        _calls.Add(command);
        ExpandBody(command, inside, output);
        _calls.RemoveAt(_calls.Count - 1);
        command.IsOpen = false;
    }

    /// <summary>Reads the body of a command in the scope inside it.</summary>
    public void ExpandBody(Element command, Scope inside, List<StepPlan> output)
    {
        var fields = new Fields(session, command.Body, inside, command.Label);
        fields.Ignore("parameters", "description");
        if (fields.Raw("steps") is { } steps)
        {
            Expand(steps, inside, output);
        }
        else if (!command.IsBroken)
        {
            session.Diagnostics.Report(JobDiagnostics.NoSteps, command.Key.Span, Shape.Sentence(command.Label));
        }

        fields.Finish();
    }

    private void ReportCycle(Element command, SourceSpan span)
    {
        var path = _calls.SkipWhile(call => call != command).Append(command).Select(call => call.QualifiedName);
        session.Diagnostics.Report(ReferenceDiagnostics.CommandCycle, span, command.QualifiedName, string.Join(" → ", path));
    }
}
