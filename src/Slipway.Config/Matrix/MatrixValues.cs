using Slipway.Config.Definitions;
using Slipway.Config.Yaml;

namespace Slipway.Config.Matrix;

/// <summary>One combination of a matrix.</summary>
internal sealed record MatrixValues(IReadOnlyDictionary<string, YamlNode> Values)
{
    public MatrixValues(IEnumerable<KeyValuePair<string, YamlNode>> values)
        : this(new Dictionary<string, YamlNode>(values, StringComparer.Ordinal))
    {
    }

    /// <summary>The values as the end of the job's name: joined in the alphabetical order of the parameters' names.</summary>
    public string Suffix => string.Join('-', Values.OrderBy(value => value.Key, StringComparer.Ordinal).Select(value => TextOf(value.Value)));

    /// <summary>Letters of all names and values.</summary>
    public long Letters => Values.Sum(value => (long)value.Key.Length + TextOf(value.Value).Length);

    public MatrixValues With(string name, YamlNode value) => new(Values.Append(KeyValuePair.Create(name, value)));

    public bool Fits(YamlMapping exclusion) => Values.All(value => exclusion[value.Key] is { } excluded && TextOf(excluded) == TextOf(value.Value));

    public Dictionary<string, string> ToTexts() => Values.ToDictionary(value => value.Key, value => TextOf(value.Value), StringComparer.Ordinal);

    private static string TextOf(YamlNode node) => node switch
    {
        YamlScalar scalar => ScalarValues.ToText(scalar),
        BoundValue { ExecutorName: { } name } => name.Text,
        YamlMapping map when map["name"] is YamlScalar name => name.Text,
        _ => string.Empty,
    };
}
