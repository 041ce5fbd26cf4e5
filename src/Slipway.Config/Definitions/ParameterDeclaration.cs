using Slipway.Config.Yaml;
using Slipway.Model.Diagnostics;

namespace Slipway.Config.Definitions;

/// <summary>One declared parameter. <paramref name="defaultValue"/> is null when an argument is required.</summary>
internal sealed class ParameterDeclaration(string name, ParameterType type, YamlNode? defaultValue, IReadOnlyList<string> allowed, SourceSpan span)
{
    public string Name { get; } = name;

    public ParameterType Type { get; } = type;

    public YamlNode? Default { get; } = defaultValue;

    /// <summary>The values of an enum.</summary>
    public IReadOnlyList<string> Allowed { get; } = allowed;

    public SourceSpan Span { get; } = span;

    public bool IsUsed { get; set; }
}
