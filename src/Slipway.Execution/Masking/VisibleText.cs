using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using Slipway.Model.Terminals;

namespace Slipway.Execution.Masking;

/// <summary>
/// Output as a reader sees it in the end, with what is meant for the terminal aside. Letters that a backspace takes back are gone, and so are sequences that
/// nothing needs later, so that whoever cleans the text joins no letters that stood apart. Not for several threads.
/// </summary>
/// <param name="target">Gets what is shown.</param>
internal sealed class VisibleText(IBufferWriter<byte> target)
{
    private const byte Backspace = 0x08;
    private const byte Escape = 0x1B;
    private const byte LeadOfC1 = 0xC2;
    private const byte EndOfC1 = 0xA0;

    /// <summary>Of a line that is written again where a backspace takes back what has been shown.</summary>
    private const int LongestLine = 1024;
    private const int LongestSequence = 128;

    /// <summary>That wait for letters in front of them.</summary>
    private const int MostSequences = 256;
    private static readonly SearchValues<byte> Plain = SearchValues.Create([.. Enumerable.Range(' ', 0x7F - ' ').Select(code => (byte)code), (byte)'\t', (byte)'\n', (byte)'\r']);

    /// <summary>What may begin something that nobody sees.</summary>
    private static readonly SearchValues<byte> Leads = SearchValues.Create([.. Enumerable.Range(0, ' ').Select(code => (byte)code).Except("\t\n\r"u8.ToArray()), 0x7F, 0xC2, 0xD8, 0xE1, 0xE2, 0xE3, 0xEF, 0xF0, 0xF3]);
    private static readonly SearchValues<byte> LineEnds = SearchValues.Create("\r\n"u8);
    private readonly List<byte> _text = [];
    private readonly List<Sequence> _sequences = [];
    private readonly List<byte> _sequenceBytes = [];

    /// <summary>What has been shown of the line; empty where that is too long to be written again.</summary>
    private readonly List<byte> _line = [];
    private byte[] _tail = [];
    private int _shown;

    /// <summary>How many of the sequences are shown or dropped.</summary>
    private int _put;

    /// <summary>By this a shell goes on in the next line of a terminal with what is typed; a reader sees nothing between.</summary>
    private static ReadOnlySpan<byte> Wrap => " \r"u8;

    /// <summary>The letters that are read and neither shown nor hidden.</summary>
    public ReadOnlySpan<byte> Waiting => CollectionsMarshal.AsSpan(_text)[_shown..];

    /// <summary>Takes output that needs no reading; false: it must be read.</summary>
    public bool TryPass(ReadOnlySpan<byte> output)
    {
        if (_text.Count > 0 || _tail.Length > 0 || MustBeRead(output))
        {
            return false;
        }

        Remember(output);
        return true;
    }

    /// <summary>Reads output.</summary>
    /// <param name="isLast">Nothing more comes.</param>
    public void Read(ReadOnlySpan<byte> output, bool isLast)
    {
        var rest = _tail.Length == 0 ? output : new ReadOnlySpan<byte>([.. _tail, .. output]);
        _tail = [];
        while (rest.Length > 0)
        {
            if (rest.IndexOfAnyExcept(Plain) is not 0 and var plain)
            {
                rest = rest[ReadPlain(rest, plain < 0 ? rest.Length : plain, isLast)..];
                continue;
            }

            var length = TerminalSequence.Length(rest, out var isWhole);
            if (!isWhole && !isLast)
            {
                _tail = Beginning(rest);
                return;
            }

            if (length > 0)
            {
                Take(rest[..length], isWhole);
            }
            else
            {
                Rune.DecodeFromUtf8(rest, out _, out length);
                _text.AddRange(rest[..length]);
            }

            rest = rest[length..];
        }
    }

    /// <summary>Shows so many of the letters that wait, and the sequences before each of them.</summary>
    public void Show(int letters)
    {
        var end = _shown + letters;
        while (_shown < end)
        {
            PutSequences(_shown);
            var next = _put == _sequences.Count ? end : Math.Min(end, _sequences[_put].Place);
            var text = CollectionsMarshal.AsSpan(_text)[_shown..next];
            target.Write(text);
            Remember(text);
            _shown = next;
        }
    }

    /// <summary>Shows something else in the place of so many letters, without the sequences between them.</summary>
    public void Hide(int letters, ReadOnlySpan<byte> mark)
    {
        PutSequences(_shown);
        _shown += letters;
        while (_put < _sequences.Count && _sequences[_put].Place < _shown)
        {
            _put++;
        }

        target.Write(mark);
        Remember(mark);
    }

    /// <summary>Ends a turn of showing: what waits does so with its sequences, but not with any number of them.</summary>
    public void Rest()
    {
        PutSequences(_shown == _text.Count || _sequences.Count - _put > MostSequences ? _text.Count : _shown);
        _text.RemoveRange(0, _shown);
        _sequences.RemoveRange(0, _put);
        var bytes = _sequences.Count == 0 ? _sequenceBytes.Count : _sequences[0].Start;
        _sequenceBytes.RemoveRange(0, bytes);
        for (var at = 0; at < _sequences.Count; at++)
        {
            _sequences[at] = new Sequence(_sequences[at].Place - _shown, _sequences[at].Start - bytes, _sequences[at].Length);
        }

        _put = 0;
        _shown = 0;
    }

    private static bool MustBeRead(ReadOnlySpan<byte> output)
    {
        if (output.Contains((byte)'\r') && output.IndexOf(Wrap) >= 0)
        {
            return true;
        }

        while (output.IndexOfAny(Leads) is >= 0 and var lead)
        {
            if (lead + 1 < output.Length && output[lead] >= 0x80 && !MayBegin(output[lead], output[lead + 1]))
            {
                output = output[(lead + 1)..];
                continue;
            }

            var decoded = Rune.DecodeFromUtf8(output[lead..], out var letter, out var length);
            if (decoded == OperationStatus.NeedMoreData || decoded == OperationStatus.Done && UnsafeCharacters.Contains(letter))
            {
                return true;
            }

            output = output[(lead + length)..];
        }

        return false;
    }

    /// <summary>Whether something that nobody sees may begin with these two bytes; most letters do not, and need no closer look.</summary>
    private static bool MayBegin(byte lead, byte second) => lead switch
    {
        0xC2 => second is < EndOfC1 or 0xAD,
        0xE1 => second is 0x85 or 0xA0,
        0xE2 => second is 0x80 or 0x81,
        0xE3 => second is 0x85,
        0xEF => second is >= 0xBB,
        0xF0 => second is 0x91 or 0x93 or 0x9B or 0x9D,
        _ => true,
    };

    /// <summary>What must be known of a sequence or a letter to read its end: the whole, or how a long one begins and whether its last byte may begin its end.</summary>
    private static byte[] Beginning(ReadOnlySpan<byte> unfinished) =>
        unfinished.Length <= LongestSequence ? unfinished.ToArray()
        : unfinished[^1] is Escape or LeadOfC1 ? [.. unfinished[..2], unfinished[^1]]
        : unfinished[..2].ToArray();

    /// <returns>How many bytes are read.</returns>
    private int ReadPlain(ReadOnlySpan<byte> rest, int length, bool isLast)
    {
        var wrap = rest[..length].IndexOf(Wrap);
        _text.AddRange(rest[..(wrap < 0 ? length : wrap)]);
        if (wrap < 0)
        {
            return length;
        }

        var behind = rest[(wrap + Wrap.Length)..];
        if (behind.Length == 0 && !isLast)
        {
            _tail = Wrap.ToArray();
        }
        else if (behind.Length == 0 || behind[0] == '\n')
        {
            _text.AddRange(Wrap);
        }
        else
        {
            SetAside(Wrap);
        }

        return wrap + Wrap.Length;
    }

    private void SetAside(ReadOnlySpan<byte> sequence)
    {
        _sequences.Add(new Sequence(_text.Count, _sequenceBytes.Count, sequence.Length));
        _sequenceBytes.AddRange(sequence);
    }

    private void Take(ReadOnlySpan<byte> sequence, bool isWhole)
    {
        if (sequence[0] == Backspace)
        {
            TakeBack();
        }
        else if (!isWhole || IsKept(sequence))
        {
            SetAside(sequence);
        }
    }

    /// <summary>
    /// Strings for the terminal, such as titles, and sequences that something else has broken off are not: the one say nothing to a reader,
    /// and to the others what stands behind them could be added.
    /// </summary>
    private static bool IsKept(ReadOnlySpan<byte> sequence) => sequence.Length <= LongestSequence && sequence switch
    {
        [Escape, (byte)'[', _, ..] => sequence[^1] is >= 0x40 and < 0x7F,
        [Escape, (byte)'[' or (byte)']' or (byte)'P' or (byte)'X' or (byte)'^' or (byte)'_', ..] => false,
        [Escape, .., >= 0x30 and < 0x7F] => true,
        [Escape, ..] or [LeadOfC1, < EndOfC1] => false,
        _ => true,
    };

    /// <summary>The last letter of the line goes. If it has been shown, the line is written again.</summary>
    private void TakeBack()
    {
        if (_text.Count == 0 && _line.Count > 0)
        {
            _text.Add((byte)'\r');
            _text.AddRange(_line);
            _line.Clear();
        }

        if (_text.Count == 0 || LineEnds.Contains(_text[^1]))
        {
            return;
        }

        Rune.DecodeLastFromUtf8(CollectionsMarshal.AsSpan(_text), out _, out var length);
        _text.RemoveRange(_text.Count - length, length);
        for (var at = _sequences.Count - 1; at >= 0 && _sequences[at].Place > _text.Count; at--)
        {
            _sequences[at] = _sequences[at] with { Place = _text.Count };
        }
    }

    private void PutSequences(int upTo)
    {
        while (_put < _sequences.Count && _sequences[_put] is var sequence && sequence.Place <= upTo)
        {
            target.Write(CollectionsMarshal.AsSpan(_sequenceBytes).Slice(sequence.Start, sequence.Length));
            _put++;
        }
    }

    private void Remember(ReadOnlySpan<byte> letters)
    {
        if (letters.LastIndexOfAny(LineEnds) is >= 0 and var end)
        {
            _line.Clear();
            letters = letters[(end + 1)..];
        }

        if (_line.Count + letters.Length > LongestLine)
        {
            _line.Clear();
        }
        else
        {
            _line.AddRange(letters);
        }
    }

    /// <param name="Place">Of the letter that it stands before.</param>
    /// <param name="Start">In the bytes of all.</param>
    /// <param name="Length">In bytes.</param>
    private readonly record struct Sequence(int Place, int Start, int Length);
}
