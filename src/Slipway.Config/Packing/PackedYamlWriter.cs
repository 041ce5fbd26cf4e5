using Slipway.Config.Yaml;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Slipway.Config.Packing;

/// <summary>Writes packed maps as YAML: aliases written out, texts of several lines as block scalars, quotes only where they are needed.</summary>
internal sealed class PackedYamlWriter
{
    /// <summary>Aliases are written out, so a small file can ask for a monstrous one.</summary>
    private const int MostNodes = 500_000;

    private readonly IncludeInliner? _includes;
    private readonly Emitter _emitter;
    private int _nodes;

    private PackedYamlWriter(TextWriter output, IncludeInliner? includes)
    {
        _includes = includes;
        _emitter = new Emitter(output, new EmitterSettings(bestIndent: 2, bestWidth: int.MaxValue, isCanonical: false, maxSimpleKeyLength: 1024));
    }

    /// <param name="value">A <see cref="PackedMap"/> or a <see cref="YamlNode"/>.</param>
    /// <param name="includes">Resolves includes; null leaves them as they are.</param>
    /// <returns>Null when the text would be monstrous.</returns>
    public static string? Write(object value, IncludeInliner? includes)
    {
        using var text = new StringWriter { NewLine = "\n" };
        var writer = new PackedYamlWriter(text, includes);
        writer._emitter.Emit(new StreamStart());
        writer._emitter.Emit(new DocumentStart(null, null, isImplicit: true));
        writer.WriteValue(value);
        if (writer._nodes > MostNodes)
        {
            return null;
        }

        writer._emitter.Emit(new DocumentEnd(isImplicit: true));
        writer._emitter.Emit(new StreamEnd());
        return text.ToString();
    }

    private void WriteValue(object value)
    {
        if (++_nodes > MostNodes)
        {
            return;
        }

        switch (value)
        {
            case PackedMap map:
                WriteMap(map.Entries.Where(entry => entry.Value is not PackedMap { IsEmpty: true }));
                break;
            case YamlMapping mapping:
                WriteMap(mapping.Entries.Select(entry => KeyValuePair.Create<string, object>(entry.Key.Text, entry.Value)));
                break;
            case YamlSequence sequence:
                WriteSequence(sequence);
                break;
            case YamlScalar scalar:
                var text = _includes?.Inline(scalar) ?? scalar.Text;
                WriteScalar(text, scalar.IsPlain && ReferenceEquals(text, scalar.Text));
                break;
        }
    }

    private void WriteMap(IEnumerable<KeyValuePair<string, object>> entries)
    {
        Emit(new MappingStart(AnchorName.Empty, TagName.Empty, isImplicit: true, MappingStyle.Block));
        foreach (var (key, value) in entries)
        {
            if (_nodes > MostNodes)
            {
                return;
            }

            WriteScalar(key, isPlain: ScalarResolver.Resolve(key) != ScalarKind.Null);
            WriteValue(value);
        }

        Emit(new MappingEnd());
    }

    private void WriteSequence(YamlSequence sequence)
    {
        Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, isImplicit: true, SequenceStyle.Block));
        foreach (var item in sequence.Items)
        {
            if (_nodes > MostNodes)
            {
                return;
            }

            WriteValue(item);
        }

        Emit(new SequenceEnd());
    }

    /// <summary>What was plain stays plain, so that numbers and booleans stay what they are; a text that looks like one keeps its quotes.</summary>
    private void WriteScalar(string text, bool isPlain)
    {
        var style = text.Contains('\n', StringComparison.Ordinal) ? ScalarStyle.Literal
            : isPlain || ScalarResolver.Resolve(text) == ScalarKind.Text ? ScalarStyle.Plain
            : ScalarStyle.SingleQuoted;
        Emit(new Scalar(AnchorName.Empty, TagName.Empty, text, style, isPlainImplicit: true, isQuotedImplicit: true));
    }

    /// <summary>Past the limit nothing more is written: the text is thrown away.</summary>
    private void Emit(ParsingEvent parsed)
    {
        if (_nodes <= MostNodes)
        {
            _emitter.Emit(parsed);
        }
    }
}
