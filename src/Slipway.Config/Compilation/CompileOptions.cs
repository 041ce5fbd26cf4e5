using Slipway.Config.Expressions;
using Slipway.Config.Orbs;
using Slipway.Config.PipelineValues;

namespace Slipway.Config.Compilation;

/// <summary>What a compilation is given beside the text.</summary>
public sealed record CompileOptions
{
    /// <summary>Values of pipeline parameters by name. A text is read by the declared type, as from a command line (<c>true</c>, <c>12</c>).</summary>
    public IReadOnlyDictionary<string, ExpressionValue> PipelineParameters { get; init; } = new Dictionary<string, ExpressionValue>();

    /// <summary>Values from the first half of a setup pipeline: for the parameters that this config declares too and was not given itself.</summary>
    public IReadOnlyDictionary<string, ExpressionValue> InheritedParameters { get; init; } = new Dictionary<string, ExpressionValue>();

    public PipelineValueSet PipelineValues { get; init; } = PipelineValueSet.Defaults;

    /// <summary>Where orbs come from.</summary>
    public IOrbSource Orbs { get; init; } = NoOrbSource.Instance;
}
