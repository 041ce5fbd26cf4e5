using System.Globalization;
using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Slipway.Config.Processed;

/// <summary>Writes YAML: texts without quotes where every reader takes them for texts, several lines as a block.</summary>
internal sealed class YamlText
{
    private readonly Emitter _emitter;

    /// <param name="text">Gets it.</param>
    public YamlText(StringBuilder text)
    {
        _emitter = new Emitter(new StringWriter(text, CultureInfo.InvariantCulture) { NewLine = "\n" }, new EmitterSettings(bestIndent: 2, bestWidth: int.MaxValue, isCanonical: false, maxSimpleKeyLength: 1024));
        _emitter.Emit(new StreamStart());
        _emitter.Emit(new DocumentStart(null, null, isImplicit: true));
    }

    /// <summary>Ends the text.</summary>
    public void Finish()
    {
        _emitter.Emit(new DocumentEnd(isImplicit: true));
        _emitter.Emit(new StreamEnd());
    }

    public void Map(Action content)
    {
        _emitter.Emit(new MappingStart(null, null, isImplicit: true, MappingStyle.Block));
        content();
        _emitter.Emit(new MappingEnd());
    }

    public void List<T>(IEnumerable<T> items, Action<T> write)
    {
        _emitter.Emit(new SequenceStart(null, null, isImplicit: true, SequenceStyle.Block));
        foreach (var item in items)
        {
            write(item);
        }

        _emitter.Emit(new SequenceEnd());
    }

    /// <summary>A number, a boolean or a word that is meant to be read as what it looks like.</summary>
    public void Plain(string text) => _emitter.Emit(new Scalar(null, null, text, ScalarStyle.Plain, isPlainImplicit: true, isQuotedImplicit: false));

    /// <summary>A text that must be read as a text, in one line: a key, or a name.</summary>
    public void Text(string text) => Write(text, PlainText.IsSafeKey(text) ? ScalarStyle.Plain : QuotesFor(text));

    public void Entry(string key, string? value)
    {
        if (value is not null)
        {
            Text(key);
            Value(value);
        }
    }

    public void PlainEntry(string key, string value)
    {
        Text(key);
        Plain(value);
    }

    public void Flag(string key, bool isSet)
    {
        if (isSet)
        {
            PlainEntry(key, "true");
        }
    }

    public void Texts(string key, IReadOnlyList<string>? values)
    {
        if (values is not null)
        {
            Text(key);
            List(values, Value);
        }
    }

    public void Entries(string key, IReadOnlyDictionary<string, string>? values)
    {
        if (values is { Count: > 0 })
        {
            Text(key);
            Map(() =>
            {
                foreach (var (name, value) in values)
                {
                    Entry(name, value);
                }
            });
        }
    }

    /// <summary>A text that may have several lines.</summary>
    private void Value(string text)
    {
        if (text.Contains('\n', StringComparison.Ordinal) && IsGoodBlock(text))
        {
            Write(text, ScalarStyle.Literal);
        }
        else
        {
            Write(text, PlainText.IsSafe(text) ? ScalarStyle.Plain : QuotesFor(text));
        }
    }

    private void Write(string text, ScalarStyle style) => _emitter.Emit(new Scalar(null, null, text, style, isPlainImplicit: true, isQuotedImplicit: true));

    /// <summary>Single quotes change nothing of a line without odd characters; in double ones these are escaped.</summary>
    private static ScalarStyle QuotesFor(string text) =>
        (text.Contains('"', StringComparison.Ordinal) || text.Contains('\\', StringComparison.Ordinal)) && !text.AsSpan().ContainsAnyExceptInRange(' ', '~') && text.AsSpan().Trim().Length == text.Length
            ? ScalarStyle.SingleQuoted
            : ScalarStyle.DoubleQuoted;

    /// <summary>Blocks cannot begin with a space or hold trailing blanks and odd characters without surprises.</summary>
    private static bool IsGoodBlock(string text) =>
        text[0] is not (' ' or '\n')
        && !text.EndsWith("\n\n", StringComparison.Ordinal)
        && !text.Contains(" \n", StringComparison.Ordinal)
        && text[^1] != ' '
        && text.All(letter => letter is '\n' or (>= ' ' and <= '~'));
}
