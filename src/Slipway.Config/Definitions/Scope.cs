using Slipway.Config.Yaml;

namespace Slipway.Config.Definitions;

/// <summary>What names mean at one place: the elements of the library around it, and the values that references stand for.</summary>
internal sealed record Scope(Library Library)
{
    private static readonly Dictionary<string, YamlNode> NoArguments = [];

    /// <summary>The declarations that <see cref="Arguments"/> belong to.</summary>
    public ParameterSet Parameters { get; init; } = ParameterSet.Empty;

    public IReadOnlyDictionary<string, YamlNode> Arguments { get; init; } = NoArguments;

    /// <summary>The command, job or executor whose inside this is; null in workflows.</summary>
    public Element? Element { get; init; }

    /// <summary>Null outside of a matrix.</summary>
    public IReadOnlyDictionary<string, YamlNode>? Matrix { get; init; }

    /// <summary>True for values that were interpolated where they came from: a <c>&lt;&lt;</c> in them is meant as text.</summary>
    public bool IsEvaluated { get; init; }

    /// <summary>True while a definition is checked by itself, without arguments: nothing is inlined, and conditions are open.</summary>
    public bool IsChecking { get; init; }

    public bool Interpolates => Library.HasReuse && !IsEvaluated;
}
