using Slipway.Config.Compilation;
using Slipway.Config.Definitions;
using Slipway.Config.Diagnostics;
using Slipway.Config.Yaml;
using Slipway.Model.Plans;

namespace Slipway.Config.Steps;

/// <summary>Reads <c>run</c> in its short and its long form, and the older <c>deploy</c> and <c>shell</c>.</summary>
internal sealed class RunStepReader(CompileSession session)
{
    private const string NoOutputTimeout = "no_output_timeout";
    private static readonly string[] Whens = ["always", "on_success", "on_fail"];

    public RunStep? Read(YamlScalar key, YamlNode? value, Scope scope, bool isDeploy)
    {
        var label = $"the step '{key.Text}'";
        switch (value)
        {
            case null or YamlScalar { Kind: ScalarKind.Null }:
                session.Diagnostics.Report(ShapeDiagnostics.MissingKey, key.Span, Shape.Sentence(label), "command");
                return null;
            case YamlScalar text:
                var command = ScalarValues.ToText(text);
                return session.TakeText(text, command) ? new RunStep { Name = StepTitles.Cut(command), Command = command, IsDeploy = isDeploy } : null;
            default:
                return Shape.Map(session, value, label) is { } map ? ReadMap(new Fields(session, map, scope, label), scope.Library.IsPublished, isDeploy) : null;
        }
    }

    /// <summary>The attribute <c>when</c>, which every step of CircleCI's own can have.</summary>
    public StepWhen ReadWhen(Fields fields)
    {
        switch (fields.Take("when"))
        {
            case null or YamlUnknown:
                return StepWhen.OnSuccess;
            case YamlScalar { Text: "on_success" }:
                return StepWhen.OnSuccess;
            case YamlScalar { Text: "on_fail" }:
                return StepWhen.OnFail;
            case YamlScalar { Text: "always" }:
                return StepWhen.Always;
            case var node:
                var hint = node is YamlScalar scalar ? Suggestion.NearestOf(scalar.Text, Whens) : null;
                session.Diagnostics.ReportWithHint(JobDiagnostics.WhenNeedsText, node.Span, hint, node.Describe());
                return StepWhen.OnSuccess;
        }
    }

    private RunStep ReadMap(Fields fields, bool isPublished, bool isDeploy)
    {
        var command = fields.RequiredText("command");
        var reruns = fields.Integer("max_auto_reruns", 1, 5);
        var step = new RunStep
        {
            Command = command,
            Name = StepTitles.Cut(fields.Text("name") is { Length: > 0 } name ? name : command),
            When = ReadWhen(fields),
            Shell = fields.Text("shell"),
            Environment = new EnvironmentReader(session, keepsIntegers: true, countsBooleans: isPublished).Read(fields.Take("environment"), fields.Label),
            Background = fields.Flag("background"),
            WorkingDirectory = fields.Path("working_directory"),
            NoOutputTimeout = ReadDuration(fields, NoOutputTimeout) ?? TimeSpan.FromMinutes(10),
            MaxAutoReruns = reruns ?? 0,
            AutoRerunDelay = ReadDelay(fields),
            IsDeploy = isDeploy,
        };
        if (fields.Has("auto_rerun_delay") && !fields.Has("max_auto_reruns"))
        {
            session.Diagnostics.Report(JobDiagnostics.RerunDelayAlone, fields.Map["auto_rerun_delay"]!.Span);
        }

        fields.Finish();
        return step;
    }

    private TimeSpan ReadDelay(Fields fields)
    {
        var delay = ReadDuration(fields, "auto_rerun_delay") ?? TimeSpan.Zero;
        if (delay > TimeSpan.FromMinutes(10))
        {
            session.Diagnostics.Report(ShapeDiagnostics.OutOfRange, fields.Map["auto_rerun_delay"]!.Span, "'auto_rerun_delay'", "at most 10m", Duration.Format(delay));
        }

        return delay;
    }

    private TimeSpan? ReadDuration(Fields fields, string key)
    {
        if (fields.Text(key) is not { } text || fields.Map[key] is not { } node)
        {
            return null;
        }

        if (Duration.Parse(text) is { } duration)
        {
            return duration;
        }

        if (key == NoOutputTimeout && text.Length > 0 && text.All(char.IsAsciiDigit))
        {
            session.Diagnostics.ReportWithHint(ShapeDiagnostics.DurationWithoutUnit, node.Span, $"Write {text}s or {text}m.", text);
            return null;
        }

        session.Diagnostics.Report(ShapeDiagnostics.BadDuration, node.Span, text, $"'{key}'");
        return null;
    }
}
