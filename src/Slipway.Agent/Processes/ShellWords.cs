using System.Text;

namespace Slipway.Agent.Processes;

/// <summary>Splits a command line into words as a shell does: quotes and backslashes, but no expansion.</summary>
internal static class ShellWords
{
    public static IReadOnlyList<string> Split(string line)
    {
        var words = new List<string>();
        StringBuilder? word = null;
        var quote = '\0';
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (IsEscape(line, i, quote))
            {
                (word ??= new StringBuilder()).Append(line[++i]);
            }
            else if (quote != '\0' ? c == quote : c is '"' or '\'')
            {
                quote = quote == '\0' ? c : '\0';
                word ??= new StringBuilder();
            }
            else if (quote == '\0' && char.IsWhiteSpace(c))
            {
                End(words, ref word);
            }
            else
            {
                (word ??= new StringBuilder()).Append(c);
            }
        }

        End(words, ref word);
        return words;
    }

    private static bool IsEscape(string line, int i, char quote) =>
        line[i] == '\\' && i + 1 < line.Length
        && (quote == '\0' || (quote == '"' && line[i + 1] is '"' or '\\' or '$' or '`'));

    private static void End(List<string> words, ref StringBuilder? word)
    {
        if (word is not null)
        {
            words.Add(word.ToString());
            word = null;
        }
    }
}
