using System.Buffers;
using System.Globalization;
using System.Text;
using Slipway.Config.Diagnostics;
using Slipway.Model.Diagnostics;
using Slipway.Model.Texts;

namespace Slipway.Config.Yaml;

/// <summary>Turns bytes into text, or says at which byte they stop being one.</summary>
internal static class ConfigText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Characters that YAML does not allow (https://yaml.org/spec/1.1/#id868524).</summary>
    private static readonly SearchValues<char> Forbidden = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Where(c => c is not (9 or 10 or 13)).Append(0x7f).Concat(Enumerable.Range(0x80, 0x20).Where(c => c != 0x85)).Select(c => (char)c)]);

    public static SourceDocument? Decode(string file, ReadOnlyMemory<byte> content, DiagnosticSink diagnostics)
    {
        var start = new SourceSpan(file, new SourcePosition(1, 1), new SourcePosition(1, 1));
        if (content.Length > YamlLimits.MaxBytes)
        {
            diagnostics.Report(YamlDiagnostics.TooLarge, start, ByteText.Of(content.Length), ByteText.Of(YamlLimits.MaxBytes));
            return null;
        }

        var text = ToText(file, content.Span, diagnostics);
        if (text is null)
        {
            return null;
        }

        var bad = text.AsSpan().IndexOfAny(Forbidden);
        if (bad >= 0)
        {
            var place = PositionOf(text.AsSpan(0, bad));
            diagnostics.Report(YamlDiagnostics.ControlCharacter, Point(file, place), ((int)text[bad]).ToString("X4", CultureInfo.InvariantCulture));
            return null;
        }

        return new SourceDocument(file, text);
    }

    private static string? ToText(string file, ReadOnlySpan<byte> bytes, DiagnosticSink diagnostics)
    {
        switch (bytes)
        {
            case [0xef, 0xbb, 0xbf, .. var rest]:
                bytes = rest;
                break;
            case [0xff, 0xfe, .. var rest] when rest.Length % 2 == 0:
                return Encoding.Unicode.GetString(rest);
            case [0xfe, 0xff, .. var rest] when rest.Length % 2 == 0:
                return Encoding.BigEndianUnicode.GetString(rest);
        }

        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            var place = PositionOf(Encoding.UTF8.GetString(bytes[..Math.Clamp(e.Index, 0, bytes.Length)]));
            var wrong = e.BytesUnknown is [var first, ..] ? first : bytes[Math.Clamp(e.Index, 0, bytes.Length - 1)];
            diagnostics.Report(YamlDiagnostics.WrongEncoding, Point(file, place), wrong.ToString("X2", CultureInfo.InvariantCulture));
            return null;
        }
    }

    private static SourceSpan Point(string file, SourcePosition place) => new(file, place, place with { Column = place.Column + 1 });

    private static SourcePosition PositionOf(ReadOnlySpan<char> before) =>
        new(before.Count('\n') + 1, before.Length - before.LastIndexOf('\n'));
}
