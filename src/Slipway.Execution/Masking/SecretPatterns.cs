using System.Buffers;
using System.Text;
using Slipway.Model.Terminals;

namespace Slipway.Execution.Masking;

/// <summary>
/// What must not be seen of a run: the values of project and context variables, their lines when they have several, and both in the forms that programs
/// give them (<see cref="SecretForm"/>), base64 and hexadecimal among them. As on CircleCI, values under four characters and booleans are no secrets.
/// </summary>
/// <remarks>https://circleci.com/docs/guides/security/env-vars/#secrets-masking.</remarks>
public sealed class SecretPatterns
{
    private const int ShortestSecret = 4;
    private static readonly string[] NoSecrets = ["true", "True", "false", "False"];
    private readonly SecretForm[]?[] _byPair = new SecretForm[]?[1 << 16];
    private readonly SecretForm[]?[] _byFirst = new SecretForm[]?[1 << 8];
    private readonly SecretForm[]?[] _byLetter = new SecretForm[]?[1 << 8];
    private readonly bool[] _isFirst = new bool[1 << 8];
    private readonly SearchValues<byte> _firstBytes;

    public SecretPatterns(IEnumerable<string> values)
    {
        // The longest first, so that a secret that begins another one does not leave the rest of it.
        var forms = values.Where(value => value.Length >= ShortestSecret && !NoSecrets.Contains(value)).Distinct().SelectMany(Forms).OrderByDescending(form => form.Length).ToList();
        var starts = forms.SelectMany(form => form.Starts().Select(start => (start.First, Pair: Pair(start.First, start.Second), Form: form))).ToList();
        Fill(_byPair, starts.GroupBy(start => start.Pair, start => start.Form));
        Fill(_byFirst, starts.GroupBy(start => (int)start.First, start => start.Form));
        Fill(_byLetter, forms.GroupBy(form => (int)form.First));
        IsEmpty = forms.Count == 0;
        byte[] firsts = IsEmpty ? [] : [.. Enumerable.Range(0, _isFirst.Length).Select(code => (byte)code).Where(code => _byFirst[code] is not null || EscapedText.FirstLeads.Contains(code))];
        Array.ForEach(firsts, first => _isFirst[first] = true);
        _firstBytes = SearchValues.Create(firsts);
    }

    public bool IsEmpty { get; }

    /// <summary>The next place where a secret may begin; -1: there is none.</summary>
    /// <param name="bytes">Output.</param>
    /// <param name="from">Where to begin.</param>
    public int FindStart(ReadOnlySpan<byte> bytes, int from)
    {
        while (from < bytes.Length)
        {
            // Where many letters may be the first of a secret, asking letter by letter is quicker than searching for the next.
            if (!_isFirst[bytes[from]])
            {
                var next = bytes[from..].IndexOfAny(_firstBytes);
                from = next < 0 ? bytes.Length : from + next;
                continue;
            }

            if (from + 1 == bytes.Length || _byPair[Pair(bytes[from], bytes[from + 1])] is not null || Escaped(bytes[from..], out var mayCome) is not null || mayCome)
            {
                return from;
            }

            from++;
        }

        return -1;
    }

    /// <summary>How long the secret is that begins here: 0 for none, -1 when more bytes must come to know.</summary>
    /// <param name="bytes">Begin where <see cref="FindStart"/> says.</param>
    /// <param name="isLast">Nothing more comes.</param>
    public int Match(ReadOnlySpan<byte> bytes, bool isLast)
    {
        var plain = (bytes.Length == 1 ? _byFirst[bytes[0]] : _byPair[Pair(bytes[0], bytes[1])]) ?? [];
        var escaped = Escaped(bytes, out var mayCome) ?? [];
        foreach (var form in escaped.Length == 0 ? plain : [.. plain, .. escaped])
        {
            if (form.Match(bytes, isLast) is not 0 and var length)
            {
                return length;
            }
        }

        return mayCome && !isLast ? -1 : 0;
    }

    /// <summary>The forms that begin with the letter that is escaped here.</summary>
    private SecretForm[]? Escaped(ReadOnlySpan<byte> bytes, out bool mayCome)
    {
        mayCome = false;
        if (!EscapedText.FirstLeads.Contains(bytes[0]))
        {
            return null;
        }

        Span<byte> letter = stackalloc byte[4];
        var length = EscapedText.Read(bytes, letter, out _);
        mayCome = length < 0;
        return length > 0 ? _byLetter[letter[0]] : null;
    }

    private static void Fill(SecretForm[]?[] table, IEnumerable<IGrouping<int, SecretForm>> forms)
    {
        foreach (var group in forms)
        {
            table[group.Key] = [.. group.Distinct()];
        }
    }

    /// <summary>A text as it may be seen.</summary>
    public string Mask(string text)
    {
        if (IsEmpty || text.Length < ShortestSecret)
        {
            return text;
        }

        var masker = new LogMasker(this);
        var bytes = Encoding.UTF8.GetBytes(text);
        byte[] masked = [.. masker.Mask(bytes), .. masker.Finish()];
        return masked.AsSpan().SequenceEqual(bytes) ? text : Encoding.UTF8.GetString(masked);
    }

    private static int Pair(byte first, byte second) => (first << 8) | second;

    private static IEnumerable<SecretForm> Forms(string value)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        string[] base64 = [Convert.ToBase64String(bytes), Convert.ToBase64String([.. bytes, (byte)'\n']), .. Shifted(bytes)];
        // Where a text is cleaned before it is masked, a secret with letters that nobody sees is cleaned as well.
        string[] texts = [value, TerminalText.Clean(value), .. value.Split('\n').Select(line => line.TrimEnd('\r'))];
        return
        [
            .. texts.Distinct().Where(text => Encoding.UTF8.GetByteCount(text) >= ShortestSecret).Select(SecretForm.OfText),
            .. base64.Distinct().Select(SecretForm.OfBase64),
            SecretForm.OfHexadecimal(Convert.ToHexStringLower(bytes)),
        ];
    }

    /// <summary>The base64 letters that depend on the secret alone, when it stands one or two bytes into a longer text.</summary>
    private static IEnumerable<string> Shifted(byte[] secret)
    {
        for (var shift = 0; shift < 3; shift++)
        {
            var text = Convert.ToBase64String([.. new byte[shift], .. secret]).TrimEnd('=');
            var first = (shift * 8 + 5) / 6;
            var whole = (shift + secret.Length) * 8 / 6;
            // Short pieces would mask innocent text.
            if (whole - first >= 8)
            {
                yield return text[first..whole];
            }
        }
    }
}
