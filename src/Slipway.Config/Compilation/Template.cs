using System.Text;

namespace Slipway.Config.Compilation;

/// <summary>Takes a text apart at <c>&lt;&lt; … &gt;&gt;</c>. <c>\&lt;&lt;</c> stands for <c>&lt;&lt;</c> itself, <c>\\&lt;&lt;</c> for a backslash before a reference.</summary>
internal static class Template
{
    private const string Open = "<<";
    private const string Close = ">>";

    /// <summary>Whether a text is one reference and nothing else, so that it stands for the value with its type.</summary>
    public static bool IsOneReference(string text) => text.Contains(Open, StringComparison.Ordinal) && Split(text) is [{ Kind: TemplatePartKind.Reference }];

    public static List<TemplatePart> Split(string text)
    {
        var parts = new List<TemplatePart>();
        var literal = new LiteralText(text);
        var from = 0;
        var close = text.IndexOf(Close, StringComparison.Ordinal);
        for (var opening = 0; text.IndexOf(Open, from, StringComparison.Ordinal) is var at && at >= 0; opening++)
        {
            var slashes = SlashesBefore(text, from, at);
            literal.Add(from, at - from - Math.Min(slashes, 1));
            from = at + Open.Length;

            // Searched for again only once it is passed, or many openings before one closing would each look through the whole text.
            close = close >= 0 && close < from ? text.IndexOf(Close, from, StringComparison.Ordinal) : close;
            var isReference = slashes % 2 == 0 && close >= 0 && text.IndexOf(Open, from, close - from, StringComparison.Ordinal) < 0;
            if (!isReference)
            {
                literal.Add(at, Open.Length);
                if (slashes % 2 == 0)
                {
                    literal.MoveTo(parts);
                    parts.Add(new TemplatePart(TemplatePartKind.Unclosed, string.Empty, Open, opening));
                }

                continue;
            }

            literal.MoveTo(parts);
            parts.Add(Reference(text[from..close], text[at..(close + Close.Length)], opening));
            from = close + Close.Length;
        }

        literal.Add(from, text.Length - from);
        literal.MoveTo(parts);
        return parts;
    }

    private static TemplatePart Reference(string inner, string raw, int opening)
    {
        var content = inner.Trim();
        return content switch
        {
            ['#', .. var name] => new TemplatePart(TemplatePartKind.SectionStart, name.Trim(), raw, opening),
            ['^', .. var name] => new TemplatePart(TemplatePartKind.InvertedStart, name.Trim(), raw, opening),
            ['/', .. var name] => new TemplatePart(TemplatePartKind.SectionEnd, name.Trim(), raw, opening),
            _ => new TemplatePart(TemplatePartKind.Reference, content, raw, opening),
        };
    }

    private static int SlashesBefore(string text, int from, int at)
    {
        var count = 0;
        while (at - count > from && text[at - count - 1] == '\\')
        {
            count++;
        }

        return count;
    }

    /// <summary>The literal before the next reference: one stretch of the text, copied out only where an escape breaks it.</summary>
    private struct LiteralText(string text)
    {
        private StringBuilder? _broken;
        private int _from;
        private int _length;

        public void Add(int from, int length)
        {
            if (_length > 0 && _from + _length != from)
            {
                _broken = (_broken ?? new StringBuilder()).Append(text, _from, _length);
                _length = 0;
            }

            _from = _length == 0 ? from : _from;
            _length += length;
        }

        public void MoveTo(List<TemplatePart> parts)
        {
            var literal = _broken is null ? text.Substring(_from, _length) : _broken.Append(text, _from, _length).ToString();
            (_broken, _length) = (null, 0);
            if (literal.Length > 0)
            {
                parts.Add(new TemplatePart(TemplatePartKind.Literal, literal, string.Empty));
            }
        }
    }
}

/// <param name="Kind">What it is.</param>
/// <param name="Content">The text of a literal, else what stands between the brackets, trimmed.</param>
/// <param name="Raw">As written.</param>
/// <param name="Opening">How many <c>&lt;&lt;</c>, escaped or not, come before its own, to find its place.</param>
internal readonly record struct TemplatePart(TemplatePartKind Kind, string Content, string Raw, int Opening = 0);

/// <summary>The kinds of parts. The sections are those of Mustache, which the oldest orbs use.</summary>
internal enum TemplatePartKind
{
    Literal,
    Reference,
    SectionStart,
    InvertedStart,
    SectionEnd,

    /// <summary>Marks a <c>&lt;&lt;</c> that stays a text although it was not escaped; the literal before it holds it.</summary>
    Unclosed,
}
