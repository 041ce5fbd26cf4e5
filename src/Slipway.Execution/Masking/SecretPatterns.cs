using System.Buffers;
using System.Text;
using Slipway.Model.Terminals;

namespace Slipway.Execution.Masking;

/// <summary>
/// What must not be seen of a run: the texts of the values of project and context variables (<see cref="SecretTexts"/>), in the forms that programs
/// give them (<see cref="SecretForm"/>), base64 and hexadecimal among them. As on CircleCI, values under four characters and booleans are no secrets.
/// </summary>
/// <remarks>https://circleci.com/docs/guides/security/env-vars/#secrets-masking.</remarks>
public sealed class SecretPatterns
{
    internal const int ShortestSecret = 4;
    private const int Bytes = 1 << 8;
    private const int Pairs = 1 << 16;
    private readonly SecretForm[]?[] _byPair = new SecretForm[]?[Pairs];
    private readonly SecretForm[]?[] _byFirst = new SecretForm[]?[Bytes];
    private readonly SecretForm[]?[] _byLetter = new SecretForm[]?[Bytes];
    private readonly bool[] _mayBegin = new bool[Pairs];
    private readonly bool[] _isFirst = new bool[Bytes];
    private readonly SearchValues<byte> _firstBytes;

    public SecretPatterns(IEnumerable<string> values)
    {
        // The longest first, so that a secret that begins another one does not leave the rest of it.
        var forms = SecretTexts.Forms(values).OrderByDescending(form => form.Length).ToList();
        var starts = forms.SelectMany(form => form.Starts().Select(start => (start.First, Pair: Pair(start.First, start.Second), Form: form))).ToList();
        Fill(_byPair, starts.GroupBy(start => start.Pair, start => start.Form));
        Fill(_byFirst, starts.GroupBy(start => (int)start.First, start => start.Form));
        Fill(_byLetter, forms.GroupBy(form => (int)form.First));
        IsEmpty = forms.Count == 0;
        for (var pair = 0; pair < Pairs && !IsEmpty; pair++)
        {
            var (first, second) = ((byte)(pair >> 8), (byte)pair);
            _mayBegin[pair] = _byPair[pair] is not null || Escaped([first, second], out var mayCome) is not null || mayCome;
            _isFirst[first] |= _mayBegin[pair] || _byFirst[first] is not null;
        }

        _firstBytes = SearchValues.Create([.. Enumerable.Range(0, Bytes).Where(code => _isFirst[code]).Select(code => (byte)code)]);
    }

    public bool IsEmpty { get; }

    /// <summary>The next place where a secret may begin; -1: there is none.</summary>
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

            if (from + 1 == bytes.Length || _mayBegin[Pair(bytes[from], bytes[from + 1])])
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
    /// <param name="work">Grows by the steps that are taken.</param>
    internal int Match(ReadOnlySpan<byte> bytes, bool isLast, ref long work)
    {
        var plain = (bytes.Length == 1 ? _byFirst[bytes[0]] : _byPair[Pair(bytes[0], bytes[1])]) ?? [];
        var escaped = Escaped(bytes, out var mayCome) ?? [];
        foreach (var form in escaped.Length == 0 ? plain : [.. plain, .. escaped])
        {
            if (form.Match(bytes, isLast, ref work) is not 0 and var length)
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

    /// <summary>A text as it may be seen. Where it was cut (<see cref="CutText"/>), a secret may have been cut with it.</summary>
    public string Mask(string text)
    {
        if (IsEmpty || text.Length < ShortestSecret)
        {
            return text;
        }

        var masker = new LogMasker(this);
        var isCut = CutText.IsCut(text);
        var bytes = Encoding.UTF8.GetBytes(isCut ? text[..^1] : text);
        byte[] masked = [.. masker.Mask(bytes), .. isCut ? masker.FinishCut() : masker.Finish()];
        return masked.AsSpan().SequenceEqual(bytes) ? text : Encoding.UTF8.GetString(masked) + (isCut ? CutText.Mark : "");
    }

    private static int Pair(byte first, byte second) => (first << 8) | second;
}
