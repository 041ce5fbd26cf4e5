using Slipway.Config.Yaml;

namespace Slipway.Config.Definitions;

/// <summary>Steps or an executor that were passed as an argument: interpolated already, and with names that mean what they mean where they were written.</summary>
internal sealed class BoundValue(YamlNode value, Library origin) : YamlNode(value)
{
    public YamlNode Value { get; } = value;

    public Library Origin { get; } = origin;

    public override bool HasReferences => false;

    internal override int Weight => Value.Weight;

    public override string Describe() => Value.Describe();

    /// <summary>The name where an executor is put into a text; null for steps.</summary>
    public YamlScalar? ExecutorName => Value switch
    {
        YamlScalar name => name,
        YamlMapping map => map["name"] as YamlScalar,
        _ => null,
    };
}
