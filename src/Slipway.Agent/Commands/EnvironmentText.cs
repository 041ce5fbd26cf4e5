using System.Text;
using Slipway.Agent.Frames;

namespace Slipway.Agent.Commands;

/// <summary>
/// <c>circleci env subst</c>, with the forms of the library that CircleCI's command uses (https://github.com/a8m/envsubst#docs): <c>$V</c>, <c>${V}</c>, a default
/// where V is unset by <c>${V-d}</c> and <c>${V=d}</c>, also where it is empty by <c>${V:-d}</c> and <c>${V:=d}</c>, another text where it is set by <c>${V+d}</c> and
/// <c>${V:+d}</c>, and <c>$$</c> for a dollar. A default may itself have variables and further forms. https://circleci.com/docs/env-vars/#environment-variable-substitution
/// </summary>
internal sealed class EnvironmentText
{
    private const int DeepestDefault = 100;
    private readonly string _text;
    private readonly Func<string, string?> _value;
    private int _at;

    private EnvironmentText(string text, Func<string, string?> value) => (_text, _value) = (text, value);

    /// <summary>Prints the first argument, or standard input, with its variables replaced, and nothing else: no line's end that was not there.</summary>
    public static int Run(string[] arguments)
    {
        CircleciCommand.Print(Substitute(arguments.Length > 0 ? arguments[0] : StandardInput.ReadToEnd(), System.Environment.GetEnvironmentVariable));
        return 0;
    }

    /// <exception cref="InvalidRequestException">A brace is not closed.</exception>
    public static string Substitute(string text, Func<string, string?> value) => new EnvironmentText(text, value).Read(depth: 0);

    /// <summary>Reads to the end of the text, or to the brace that ends a default, or to the end of its line; what ends it stays.</summary>
    private string Read(int depth)
    {
        var result = new StringBuilder();
        while (_at < _text.Length && !(depth > 0 && _text[_at] is '}' or '\r' or '\n'))
        {
            if (_text[_at] != '$')
            {
                result.Append(_text[_at++]);
            }
            else if (Next() == '$')
            {
                result.Append('$');
                _at += 2;
            }
            else if (Next() == '{')
            {
                result.Append(Braced(depth));
            }
            else
            {
                _at++;
                var name = Name();
                result.Append(name is "" or "_" ? "$" + name : _value(name));
            }
        }

        return result.ToString();
    }

    /// <summary>What <c>${…}</c> stands for. Without a name it stands for itself.</summary>
    private string? Braced(int depth)
    {
        if (depth == DeepestDefault)
        {
            throw new InvalidRequestException($"Defaults stand within each other more than {DeepestDefault} deep.");
        }

        var start = _at;
        _at += 2;
        var name = Name();
        if (name is "" or "_" && Current() is not (null or '\r' or '\n'))
        {
            return _text[start.._at];
        }

        var form = Form();
        var hasOther = Current() != '}';
        var other = Read(depth + 1);
        if (Current() != '}')
        {
            throw Unclosed(start);
        }

        _at++;

        var value = _value(name);
        return form switch
        {
            _ when !hasOther => value,
            ":-" or ":=" => string.IsNullOrEmpty(value) ? other : value,
            "-" or "=" => value ?? other,
            "+" or ":+" => value is null ? "" : other,
            _ => value,
        };
    }

    /// <summary>What stands between a name and its default. Other signs, such as a shell's <c>:?</c>, are no form: the library takes the variable's value then.</summary>
    private string Form()
    {
        var start = _at;
        _at += Current() == ':' ? 1 : 0;
        _at += Current() is '-' or '=' or '+' ? 1 : 0;
        return _text[start.._at];
    }

    /// <summary>Letters of any script, digits, also in front, and underscores, as in the library.</summary>
    private string Name()
    {
        var start = _at;
        while (_at < _text.Length && (_text[_at] == '_' || char.IsLetter(_text[_at]) || char.IsDigit(_text[_at])))
        {
            _at++;
        }

        return _text[start.._at];
    }

    private char? Current() => _at < _text.Length ? _text[_at] : null;

    private char? Next() => _at + 1 < _text.Length ? _text[_at + 1] : null;

    private InvalidRequestException Unclosed(int start) =>
        new($"closing brace expected: what begins with {_text[start..Math.Min(_text.Length, start + 20)]} has no }}; $$ stands for a dollar that is meant as it is");
}
