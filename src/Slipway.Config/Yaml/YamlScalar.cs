using Slipway.Model.Diagnostics;

namespace Slipway.Config.Yaml;

/// <summary>A text, number, boolean or null: always kept as written, with its kind worked out only when asked.</summary>
public sealed class YamlScalar : YamlNode
{
    private ScalarKind? _kind;

    internal YamlScalar(YamlNode place, string text, bool isPlain)
        : base(place)
    {
        Text = text;
        IsPlain = isPlain;
        HasReferences = text.Contains("<<", StringComparison.Ordinal);
    }

    public YamlScalar(SourceDocument document, SourcePosition start, SourcePosition end, string text, bool isPlain)
        : base(document, start, end)
    {
        Text = text;
        IsPlain = isPlain;
        HasReferences = text.Contains("<<", StringComparison.Ordinal);
    }

    /// <summary>The text after quotes, escapes and folding are undone.</summary>
    public string Text { get; }

    /// <summary>True when it was written without quotes, so that it can be a number, a boolean or null.</summary>
    public bool IsPlain { get; }

    public ScalarKind Kind => _kind ??= IsPlain ? ScalarResolver.Resolve(Text) : ScalarKind.Text;

    /// <summary>True for the value of a pipeline value that is not set: an empty text everywhere but in an environment.</summary>
    internal bool IsUnset { get; private init; }

    /// <summary>True when such a value stands somewhere in the text.</summary>
    internal bool HasUnset { get; init; }

    public override bool HasReferences { get; }

    internal override int Weight => 1;

    public override string Describe() => Kind switch
    {
        ScalarKind.Null => "nothing",
        ScalarKind.Boolean => $"the boolean {Text}",
        ScalarKind.Integer or ScalarKind.Float => $"the number {Text}",
        _ => $"the text '{Shorten(Text)}'",
    };

    /// <summary>A text at the place of another node: what interpolation makes.</summary>
    internal static YamlScalar TextAt(YamlNode place, string text) => new(place, text, isPlain: false);

    /// <summary>A number, boolean or null at the place of another node.</summary>
    internal static YamlScalar PlainAt(YamlNode place, string text) => new(place, text, isPlain: true);

    internal static YamlScalar UnsetAt(YamlNode place) => new(place, string.Empty, isPlain: false) { IsUnset = true, HasUnset = true };

    internal static string Shorten(string text)
    {
        var line = text.AsSpan().TrimEnd();
        var end = line.IndexOf('\n');
        var head = end < 0 ? line : line[..end];
        return head.Length > 60 ? $"{head[..57]}…" : end < 0 ? head.ToString() : $"{head} …";
    }
}
