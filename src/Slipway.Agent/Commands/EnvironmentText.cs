using System.Text;

namespace Slipway.Agent.Commands;

/// <summary><c>circleci env subst</c>: <c>$NAME</c> and <c>${NAME}</c> become their values, unset ones nothing. https://circleci.com/docs/env-vars/</summary>
internal static class EnvironmentText
{
    public static int Run(string[] arguments)
    {
        if (arguments.Length > 0)
        {
            JobCommand.Print(Substitute(string.Join(' ', arguments), System.Environment.GetEnvironmentVariable) + "\n");
            return 0;
        }

        JobCommand.Print(Substitute(StandardInput.ReadToEnd(), System.Environment.GetEnvironmentVariable));
        return 0;
    }

    public static string Substitute(string text, Func<string, string?> value)
    {
        var result = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length;)
        {
            var (name, length) = Reference(text, at);
            result.Append(name is null ? text.AsSpan(at, length) : value(name));
            at += length;
        }

        return result.ToString();
    }

    /// <summary>The name that is referred to at a place, or null, and how many characters that takes.</summary>
    private static (string? Name, int Length) Reference(string text, int at)
    {
        if (text[at] != '$')
        {
            var next = text.IndexOf('$', at);
            return (null, (next < 0 ? text.Length : next) - at);
        }

        var braced = at + 1 < text.Length && text[at + 1] == '{';
        var start = at + (braced ? 2 : 1);
        var end = start;
        while (end < text.Length && (text[end] == '_' || char.IsAsciiLetter(text[end]) || (end > start && char.IsAsciiDigit(text[end]))))
        {
            end++;
        }

        var complete = end > start && (!braced || (end < text.Length && text[end] == '}'));
        return complete ? (text[start..end], end - at + (braced ? 1 : 0)) : (null, 1);
    }
}
