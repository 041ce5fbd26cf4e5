using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;

namespace Slipway.Execution.Logs;

/// <summary>One row of a <see cref="TerminalScreen"/>: bytes for as long as text is only added, cells once something is written over.</summary>
internal sealed class ScreenRow
{
    private const int TabStop = 8;
    private const int Joiner = 0x200D;
    private readonly List<byte> _bytes = [];

    /// <summary>A cell without a letter of its own, behind one that is wider than a column.</summary>
    private const string Covered = "";
    private static readonly string[] Ascii = [.. Enumerable.Range(0, 0x80).Select(code => ((char)code).ToString())];
    private List<string>? _cells;
    private byte[]? _shown;

    /// <summary>The row was left for the next one.</summary>
    public bool IsEnded { get; set; }

    /// <summary>It has been shown as it is.</summary>
    public bool IsShown { get; private set; }

    /// <summary>Where in the output it was written last.</summary>
    public long Position { get; set; }

    public bool IsBlank => _cells is null ? _bytes.Count == 0 : _cells.TrueForAll(cell => cell is " " or "");

    /// <summary>How much is in it.</summary>
    public int Size => _cells?.Count ?? _bytes.Count;

    /// <summary>Whether text at this column is only added.</summary>
    public bool IsEnd(int column) => _cells is null && (column == TerminalScreen.End || _bytes.Count == 0 && column == 0);

    public void Clear()
    {
        (IsEnded, IsShown, Position, _cells, _shown) = (false, false, 0, null, null);
        _bytes.Clear();
    }

    /// <summary>Something is written or erased from now on.</summary>
    public void Change(long position)
    {
        if (IsShown && _shown is null)
        {
            var shown = new ArrayBufferWriter<byte>();
            CopyTo(shown);
            _shown = shown.WrittenSpan.ToArray();
        }

        (IsShown, Position) = (false, position);
    }

    /// <returns>False: the same was shown before, for it was drawn again as it was.</returns>
    public bool Show(ReadOnlySpan<byte> text)
    {
        IsShown = true;
        var isNew = _shown is null || !text.SequenceEqual(_shown);
        _shown = _shown is null ? null : text.ToArray();
        return isNew;
    }

    public void Append(ReadOnlySpan<byte> letters) => _bytes.AddRange(letters);

    /// <summary>The column behind the last letter.</summary>
    public int FindEnd() => Cells().Count;

    /// <summary>Writes over what is there.</summary>
    /// <returns>The column behind it.</returns>
    public int Write(ReadOnlySpan<byte> letters, int column)
    {
        var cells = Cells();
        while (letters.Length > 0)
        {
            Rune.DecodeFromUtf8(letters, out var letter, out var length);
            column = Put(cells, letter, column == TerminalScreen.End ? cells.Count : column);
            letters = letters[length..];
        }

        return column;
    }

    /// <summary>Erases from a column up to another.</summary>
    public void Erase(int from, int to)
    {
        var cells = Cells();
        if (to >= cells.Count)
        {
            Uncover(cells, from);
            cells.RemoveRange(Math.Min(from, cells.Count), Math.Max(0, cells.Count - from));
            return;
        }

        for (var at = from; at < to; at++)
        {
            Blank(cells, at);
        }
    }

    /// <summary>Takes cells out, and what is behind them moves up.</summary>
    public void Delete(int column, int count)
    {
        var cells = Cells();
        if (column < cells.Count)
        {
            Uncover(cells, column);
            cells.RemoveRange(column, Math.Min(count, cells.Count - column));
        }
    }

    /// <summary>What the row reads; of a row that was written over, without the blanks at its end, which nobody sees.</summary>
    public void CopyTo(IBufferWriter<byte> target)
    {
        target.Write(_cells is null ? CollectionsMarshal.AsSpan(_bytes) : Encoding.UTF8.GetBytes(string.Concat(_cells).TrimEnd(' ')));
    }

    private static int Put(List<string> cells, Rune letter, int column)
    {
        var width = letter.Value == '\t' ? TabStop - column % TabStop : TerminalWidth.Of(letter);
        if (FindBefore(cells, column) is { } before && (width == 0 || cells[before].EndsWith((char)Joiner)))
        {
            cells[before] += letter.ToString();
            return column;
        }

        while (cells.Count < column + width)
        {
            cells.Add(" ");
        }

        for (var at = column; at < column + width; at++)
        {
            Blank(cells, at);
            cells[at] = at > column ? Covered : letter.IsAscii ? Ascii[letter.Value] : letter.ToString();
        }

        return column + width;
    }

    /// <summary>The cell that a sign without a width stands on.</summary>
    private static int? FindBefore(List<string> cells, int column)
    {
        var at = Math.Min(column, cells.Count) - 1;
        while (at > 0 && cells[at].Length == 0)
        {
            at--;
        }

        return at < 0 ? null : at;
    }

    /// <summary>A wide letter of which a part is written over is gone.</summary>
    private static void Blank(List<string> cells, int at)
    {
        Uncover(cells, at);
        cells[at] = " ";
        for (var next = at + 1; next < cells.Count && cells[next].Length == 0; next++)
        {
            cells[next] = " ";
        }
    }

    private static void Uncover(List<string> cells, int at)
    {
        for (; at > 0 && at < cells.Count && cells[at].Length == 0; at--)
        {
            cells[at] = " ";
            if (cells[at - 1].Length > 0)
            {
                cells[at - 1] = " ";
            }
        }
    }

    private List<string> Cells()
    {
        if (_cells is null)
        {
            _cells = [];
            var bytes = CollectionsMarshal.AsSpan(_bytes);
            for (var column = 0; bytes.Length > 0;)
            {
                Rune.DecodeFromUtf8(bytes, out var letter, out var length);
                column = Put(_cells, letter, column);
                bytes = bytes[length..];
            }
        }

        return _cells;
    }
}
