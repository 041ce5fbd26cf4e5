using Slipway.Config.Definitions;
using Slipway.Config.Diagnostics;
using Slipway.Config.Selection;
using Slipway.Config.Yaml;

namespace Slipway.Config.Compilation;

/// <summary>What the stages of one compilation share.</summary>
internal sealed class CompileSession
{
    public CompileSession(DiagnosticSink diagnostics, CompileOptions options)
    {
        Diagnostics = diagnostics;
        Options = options;
        Interpolator = new Interpolator(this);
        Pipeline = new PipelineScope(ParameterSet.Empty, new Dictionary<string, YamlNode>(), options.PipelineValues);
    }

    public DiagnosticSink Diagnostics { get; }

    public CompileOptions Options { get; }

    /// <summary>What the pipeline is for, as its values say.</summary>
    public PushedRef Pushed => new(TextOf("pipeline.git.branch"), TextOf("pipeline.git.tag"));

    /// <summary>The texts that were read, for showing lines of them.</summary>
    public List<SourceDocument> Sources { get; } = [];

    /// <summary>All contexts that jobs ask for.</summary>
    public HashSet<string> Contexts { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether the config has workflows of its own; without them its job <c>build</c> is run.</summary>
    public bool HasWorkflows { get; set; }

    /// <summary>Whether another config continues this one.</summary>
    public bool IsSetup { get; set; }

    public CallGraph Calls { get; } = new();

    public ExpansionBudget Budget { get; } = new();

    public Interpolator Interpolator { get; }

    /// <summary>Set once the config's own <c>parameters</c> are read.</summary>
    public PipelineScope Pipeline { get; set; }

    private string? TextOf(string name) => Options.PipelineValues.Find(name)?.AsText() is { Length: > 0 } text ? text : null;

    /// <summary>Counts letters against <see cref="Budget"/>. False: there is no room for them, and the place is reported, which is the last that is.</summary>
    public bool Take(YamlNode place, long letters)
    {
        if (Budget.TakeText(letters))
        {
            return true;
        }

        Diagnostics.ReportLast(ParameterDiagnostics.TextTooLong, place.Span, ExpansionBudget.MaxText);
        return false;
    }

    /// <summary>Counts a text of the plan, see <see cref="Take"/>.</summary>
    public bool TakeText(YamlNode place, string text) => Take(place, text.Length + ExpansionBudget.AroundText);
}
