using Slipway.Config.PipelineValues;
using Slipway.Config.Yaml;

namespace Slipway.Config.Definitions;

/// <summary>The pipeline's parameters with their values, and its built-in values.</summary>
internal sealed class PipelineScope(ParameterSet parameters, IReadOnlyDictionary<string, YamlNode> arguments, PipelineValueSet values)
{
    public ParameterSet Parameters { get; } = parameters;

    public PipelineValueSet Values { get; } = values;

    /// <summary>The value of a declared parameter; null for one that is not declared.</summary>
    public YamlNode? Find(string name)
    {
        if (Parameters.Find(name) is { } declaration)
        {
            declaration.IsUsed = true;
        }

        return arguments.GetValueOrDefault(name);
    }
}
