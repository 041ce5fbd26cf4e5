using System.Text;

namespace Slipway.Fuzz.Secrets;

/// <summary>Random values of variables: of all letters and lengths, of one line and of several, and such that begin, end or overlap each other.</summary>
internal static class SecretMaker
{
    private static readonly string[] Alphabets =
    [
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
        "0123456789abcdef",
        "!\"#$%&'()+,-./:;<=>?@[\\]^_`{|}~ aZ09",
        "\\\\\"'/%&+<> x",
        "éüßÿ漢字кирилл€™😀🚀ab",
        "\u200b\u202e\u00ad\u0085abcd",
        "\tab c=\"'",
    ];

    public static string[] Make(Random random)
    {
        var first = Word(random, random.Next(6, 40));
        List<string> secrets = [first];
        if (random.Next(2) == 0)
        {
            secrets.Add(first + Word(random, random.Next(1, 6)));
            secrets.Add(Suffix(first) + Word(random, random.Next(6, 12)));
        }

        if (random.Next(2) == 0)
        {
            secrets.Add(string.Join(random.Next(2) == 0 ? "\n" : "\r\n", Enumerable.Range(0, random.Next(2, 5)).Select(_ => Word(random, random.Next(1, 60)))));
        }

        return [.. secrets, Word(random, random.Next(6, 9)), Word(random, random.Next(100, 400))];
    }

    /// <summary>Six random letters make it sure that nothing else has the value by chance.</summary>
    private static string Word(Random random, int length)
    {
        var letters = Alphabets[random.Next(Alphabets.Length)].EnumerateRunes().ToArray();
        var word = new StringBuilder();
        for (var made = 0; made < length; made++)
        {
            word.Append(letters[random.Next(letters.Length)].ToString());
        }

        const string Sure = "abcdefghijklmnopqrstuvwxyz";
        return word.Insert(random.Next(2) == 0 ? 0 : word.Length, string.Concat(Enumerable.Range(0, 6).Select(_ => Sure[random.Next(Sure.Length)]))).ToString();
    }

    private static string Suffix(string text)
    {
        var letters = text.EnumerateRunes().ToArray();
        return string.Concat(letters[(letters.Length / 2)..].Select(letter => letter.ToString()));
    }
}
