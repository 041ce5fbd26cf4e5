using System.Globalization;
using System.Text;
using Slipway.Config.Patterns;

namespace Slipway.Config.Expressions;

/// <summary>Cuts an expression into tokens. The first error ends it, since everything after it would be guesswork.</summary>
internal sealed class ExpressionLexer(string text)
{
    private const int LongestText = 20_000;
    private const int LongestPattern = 200;

    private readonly List<Token> _tokens = [];
    private int _position;

    public ExpressionError? Error { get; private set; }

    public List<Token> Read()
    {
        if (text.Length > LongestText)
        {
            Fail(ExpressionErrorKind.TooLong, 0, 1, $"The expression is longer than {LongestText} characters");
        }

        while (Error is null && _position < text.Length)
        {
            ReadOne(text[_position]);
        }

        _tokens.Add(new Token(TokenKind.End, text.Length, 0));
        return _tokens;
    }

    private void ReadOne(char first)
    {
        if (first is ' ' or '\t' or '\r' or '\n')
        {
            _position++;
        }
        else if (first == '"')
        {
            ReadString();
        }
        else if (first == '/')
        {
            ReadPattern();
        }
        else if (char.IsAsciiDigit(first))
        {
            ReadNumber();
        }
        else if (char.IsAsciiLetter(first))
        {
            ReadWord();
        }
        else
        {
            ReadSign(first);
        }
    }

    private void ReadSign(char first)
    {
        var second = Peek(1) == '=';
        switch (first)
        {
            case '(':
                Add(TokenKind.LeftParenthesis, 1);
                break;
            case ')':
                Add(TokenKind.RightParenthesis, 1);
                break;
            case '!':
                Add(second ? TokenKind.NotEqual : TokenKind.Not, second ? 2 : 1);
                break;
            case '>':
                Add(second ? TokenKind.GreaterOrEqual : TokenKind.Greater, second ? 2 : 1);
                break;
            case '<':
                Add(second ? TokenKind.LessOrEqual : TokenKind.Less, second ? 2 : 1);
                break;
            case '=' when second:
                Add(TokenKind.Equal, 2);
                break;
            case '=':
                Fail(ExpressionErrorKind.IncompleteEquals, _position + 1, 1, LoneEquals());
                break;
            default:
                Fail(ExpressionErrorKind.UnexpectedCharacter, _position, 1, Unexpected(first));
                break;
        }
    }

    private string LoneEquals() => Peek(1) == '~' ? "'=~' is no operator; a pattern is compared by 'matches'" : "'=' is no operator; equality is written '=='";

    private static string Unexpected(char first) => first switch
    {
        '&' => "'&' is no operator; write 'and'",
        '|' => "'|' is no operator; write 'or'",
        '\'' => "A text stands in double quotes, not in single ones",
        '-' or '+' => $"'{first}' is no operator, and numbers have no sign",
        '.' => "'.' stands between the parts of a name only, and numbers are whole",
        '$' => "Environment variables are not known when a config is compiled",
        _ => $"'{first}' does not belong in an expression",
    };

    private void ReadString()
    {
        var start = _position++;
        var value = new StringBuilder();
        while (_position < text.Length && text[_position] != '"')
        {
            if (text[_position] == '\\' && Peek(1) is '"' or '\\')
            {
                _position++;
            }

            value.Append(text[_position++]);
        }

        if (_position >= text.Length)
        {
            Fail(ExpressionErrorKind.UnterminatedString, start, 1, "The string that starts here has no end");
            return;
        }

        _position++;
        _tokens.Add(new Token(TokenKind.Literal, start, _position - start, ExpressionValue.Of(value.ToString())));
    }

    private void ReadPattern()
    {
        var start = _position++;
        var source = new StringBuilder();
        while (_position < text.Length && text[_position] != '/')
        {
            if (text[_position] > 'ÿ' || (text[_position] == '\\' && Peek(1) is 'u' or 'x'))
            {
                Fail(ExpressionErrorKind.InvalidPatternCharacter, _position, 1, "A pattern can hold ASCII and Latin-1 characters only");
                return;
            }

            if (text[_position] == '\\' && _position + 1 < text.Length)
            {
                // Other escapes are for the pattern itself; only the slash needs one because of the delimiter.
                if (Peek(1) != '/')
                {
                    source.Append('\\');
                }

                _position++;
            }

            source.Append(text[_position++]);
        }

        if (_position >= text.Length)
        {
            Fail(ExpressionErrorKind.UnterminatedPattern, start, 1, "The pattern that starts here has no closing '/'");
            return;
        }

        _position++;
        AddPattern(start, source.ToString());
    }

    private void AddPattern(int start, string source)
    {
        if (source.Length > LongestPattern)
        {
            Fail(ExpressionErrorKind.PatternTooLong, start, _position - start, $"The pattern is longer than {LongestPattern} characters");
            return;
        }

        var parse = FullMatchPattern.Parse(source);
        if (parse.Pattern is null)
        {
            Fail(ExpressionErrorKind.InvalidPattern, start, _position - start, $"The pattern is not valid: {parse.Error?.Message}");
            return;
        }

        _tokens.Add(new Token(TokenKind.Literal, start, _position - start, new ExpressionValue.Pattern(source, parse.Pattern)));
    }

    private void ReadNumber()
    {
        var start = _position;
        while (char.IsAsciiDigit(Peek(0)))
        {
            _position++;
        }

        if (!long.TryParse(text.AsSpan(start, _position - start), NumberStyles.None, CultureInfo.InvariantCulture, out var value))
        {
            Fail(ExpressionErrorKind.InvalidNumber, start, _position - start, $"The number is greater than {long.MaxValue}");
            return;
        }

        _tokens.Add(new Token(TokenKind.Literal, start, _position - start, ExpressionValue.Of(value)));
    }

    private void ReadWord()
    {
        var start = _position++;
        while (IsWordTail(Peek(0)) || (Peek(0) == '.' && IsWordTail(Peek(1))))
        {
            _position++;
        }

        var (kind, literal) = Classify(text.AsSpan(start, _position - start));
        _tokens.Add(new Token(kind, start, _position - start, literal));
    }

    private static (TokenKind Kind, ExpressionValue? Literal) Classify(ReadOnlySpan<char> word) => word switch
    {
        "and" or "AND" => (TokenKind.And, null),
        "or" or "OR" => (TokenKind.Or, null),
        "not" or "NOT" => (TokenKind.Not, null),
        "true" or "TRUE" => (TokenKind.Literal, ExpressionValue.Of(true)),
        "false" or "FALSE" => (TokenKind.Literal, ExpressionValue.Of(false)),
        "starts-with" or "STARTS-WITH" => (TokenKind.StartsWith, null),
        "contains" or "CONTAINS" => (TokenKind.Contains, null),
        "matches" or "MATCHES" => (TokenKind.Matches, null),
        _ => (TokenKind.Identifier, null),
    };

    private static bool IsWordTail(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '?';

    private char Peek(int ahead) => _position + ahead < text.Length ? text[_position + ahead] : '\0';

    private void Add(TokenKind kind, int length)
    {
        _tokens.Add(new Token(kind, _position, length));
        _position += length;
    }

    private void Fail(ExpressionErrorKind kind, int position, int length, string message) =>
        Error ??= new ExpressionError(kind, position, length, message);
}
