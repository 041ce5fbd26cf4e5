using Slipway.Config.Diagnostics;
using Slipway.Model.Diagnostics;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Slipway.Config.Yaml;

/// <summary>Text to syntax tree: drives the parser's events without recursion and within <see cref="YamlLimits"/>.</summary>
internal sealed class YamlReader
{
    private readonly SourceDocument _document;
    private readonly DiagnosticSink _diagnostics;
    private readonly YamlTreeBuilder _builder;
    private readonly Scanner _scanner;

    private YamlReader(SourceDocument document, DiagnosticSink diagnostics)
    {
        _document = document;
        _diagnostics = diagnostics;
        _builder = new YamlTreeBuilder(document, diagnostics);
        _scanner = new Scanner(new StringReader(document.Text), skipComments: true);
    }

    /// <summary>The root of the first document; null after an error that leaves nothing to check.</summary>
    public static YamlNode? Read(SourceDocument document, DiagnosticSink diagnostics) => new YamlReader(document, diagnostics).Read();

    private YamlNode? Read()
    {
        try
        {
            return ReadFirstDocument();
        }
        catch (YamlException e)
        {
            ReportSyntax(e);
            return null;
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or FormatException or OverflowException or IndexOutOfRangeException)
        {
            // The parser lets these out for a few malformed escapes and numbers.
            _diagnostics.ReportWithHint(YamlDiagnostics.Syntax, At(_builder.LastPlace), "Look for a '{', '[' or quote above that is not closed.", "the text is malformed near here");
            return null;
        }
    }

    private YamlNode? ReadFirstDocument()
    {
        var parser = new Parser(new SteadyScanner(_scanner));
        while (parser.MoveNext())
        {
            var current = parser.Current!;
            if (current is DocumentEnd)
            {
                ReportFurtherDocument(parser);
                break;
            }

            if (!_builder.Accept(current))
            {
                return null;
            }
        }

        if (_builder.Root is null or YamlScalar { Kind: ScalarKind.Null })
        {
            _diagnostics.Report(YamlDiagnostics.Empty, At(new SourcePosition(1, 1)));
            return null;
        }

        return _builder.Root;
    }

    private void ReportFurtherDocument(Parser parser)
    {
        try
        {
            if (parser.MoveNext() && parser.Current is DocumentStart further)
            {
                _diagnostics.Report(YamlDiagnostics.SeveralDocuments, At(YamlTreeBuilder.Position(further.Start)));
            }
        }
        catch (YamlException e)
        {
            ReportSyntax(e);
        }
    }

    private void ReportSyntax(YamlException exception)
    {
        var (place, message, hint) = SyntaxMessage.For(exception, YamlTreeBuilder.Position(_scanner.CurrentPosition), _document.Text);
        _diagnostics.ReportWithHint(YamlDiagnostics.Syntax, At(place), hint, message);
    }

    private SourceSpan At(SourcePosition place) => _document.Span(place, place with { Column = place.Column + 1 });
}
