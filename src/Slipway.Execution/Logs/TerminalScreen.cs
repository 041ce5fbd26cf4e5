using System.Buffers;
using System.Globalization;
using System.Text;
using Slipway.Model.Terminals;

namespace Slipway.Execution.Logs;

/// <summary>
/// Output as a terminal shows it in the end, line by line: what is written over and erased (carriage returns, cursor up, erased lines) is gone. A line is shown once it
/// is whole; where lines are drawn again, those that may still change wait. What comes out is clean (<see cref="TerminalText"/>). Not for several threads.
/// </summary>
/// <param name="show">Gets the lines.</param>
/// <param name="waits">Shows nothing before it must: all of the output is there, and only how it looks in the end counts.</param>
public sealed class TerminalScreen(TerminalScreen.LineShown show, bool waits = false)
{
    /// <summary>The column behind the last letter, whichever that is.</summary>
    internal const int End = int.MaxValue;

    /// <summary>As many rows can be drawn again: no terminal has more.</summary>
    private const int MostRows = 256;
    private const int LongestRow = 64 * 1024;

    /// <summary>No terminal is wider: programs go that far right to find its edge.</summary>
    private const int MostColumns = 1024;
    private const int LongestSequence = 4096;
    private static readonly SearchValues<byte> Plain = SearchValues.Create([.. Enumerable.Range(' ', 0x7F - ' ').Select(code => (byte)code), (byte)'\t']);
    private readonly List<ScreenRow> _rows = [new()];
    private readonly ArrayBufferWriter<byte> _line = new();
    private byte[] _tail = [];
    private int _row;
    private int _column;
    private (int Row, int Column) _saved;

    /// <summary>The first row that is not shown as it is.</summary>
    private int _open;

    /// <summary>How far above the last row it is drawn again, as far as is known.</summary>
    private int _reach = waits ? MostRows : 0;

    /// <summary>Where the cursor was hidden, as by what draws whole frames.</summary>
    private int? _hidden;

    /// <summary>The cursor is at a row of the terminal's own, such as its last one, of which a log knows nothing.</summary>
    private bool _isElsewhere;

    /// <param name="line">With its line feed, where it has one; valid during the call.</param>
    /// <param name="position">What <see cref="Position"/> was when it was written last.</param>
    public delegate void LineShown(ReadOnlySpan<byte> line, long position);

    /// <summary>Where the output is that comes next.</summary>
    public long Position { get; set; }

    /// <summary>Takes output and shows the lines that it has made whole.</summary>
    public void Write(ReadOnlySpan<byte> output)
    {
        var rest = _tail.Length == 0 ? output : [.. _tail, .. output];
        _tail = [];
        while (!rest.IsEmpty)
        {
            if (rest.IndexOfAnyExcept(Plain) is not 0 and var plain)
            {
                var length = plain < 0 ? rest.Length : plain;
                Put(rest[..length]);
                rest = rest[length..];
            }
            else if (Next(rest) is > 0 and var taken)
            {
                rest = rest[taken..];
            }
            else
            {
                _tail = rest.Length > LongestSequence ? [] : rest.ToArray();
                break;
            }
        }

        Show(Settled());
    }

    /// <summary>Shows what is left: nothing more comes.</summary>
    public void Finish()
    {
        _tail = [];
        var end = _rows.Count;
        // Nothing has been written since they were erased.
        while (end - 1 > _row && _rows[end - 1].IsBlank)
        {
            end--;
        }

        Show(end - 1 == _row && _rows[_row].IsBlank ? end - 1 : end);
    }

    /// <summary>Whether rows that have been left are drawn again in it.</summary>
    public static bool Redraws(ReadOnlySpan<byte> output)
    {
        while (output.IndexOf((byte)'\e') is >= 0 and var at)
        {
            output = output[at..];
            var length = Math.Max(1, TerminalSequence.Length(output, out _));
            if (output[..length] is [_, (byte)'[', .., (byte)'A' or (byte)'F'] or [_, (byte)'M' or (byte)'8'] or [_, (byte)'[', (byte)'u'] or [_, (byte)'[', (byte)'?', (byte)'2', (byte)'5', (byte)'l'])
            {
                return true;
            }

            output = output[length..];
        }

        return false;
    }

    /// <returns>How many bytes were taken; 0: more must come first.</returns>
    private int Next(ReadOnlySpan<byte> rest)
    {
        if (rest[0] == '\n')
        {
            EndRow(isEnded: true);
            return 1;
        }

        var length = TerminalSequence.Length(rest, out var isWhole);
        if (!isWhole && rest.Length <= LongestSequence)
        {
            return 0;
        }

        if (length > 0)
        {
            Obey(rest[..length]);
            return length;
        }

        var isLetter = Rune.DecodeFromUtf8(rest, out _, out length) == OperationStatus.Done;
        Put(isLetter ? rest[..length] : "\uFFFD"u8);
        return length;
    }

    private void Put(ReadOnlySpan<byte> letters)
    {
        if (_isElsewhere)
        {
            return;
        }

        while (letters.Length > 0)
        {
            if (_rows[_row].Size >= LongestRow)
            {
                EndRow(isEnded: false);
            }

            var room = Math.Min(letters.Length, LongestRow);
            var row = Change(_row);
            if (row.IsEnd(_column))
            {
                row.Append(letters[..room]);
                _column = End;
            }
            else
            {
                _column = row.Write(letters[..room], _column);
            }

            letters = letters[room..];
        }
    }

    /// <param name="isEnded">False: a line goes on in the next row, for it is long.</param>
    private void EndRow(bool isEnded)
    {
        _isElsewhere = false;
        var row = _rows[_row];
        row.IsEnded |= isEnded;
        row.Position = row.IsBlank ? Position : row.Position;
        _row++;
        _column = 0;
        if (_row == _rows.Count)
        {
            AddRow();
        }
    }

    private void AddRow()
    {
        if (_rows.Count < MostRows)
        {
            _rows.Add(new ScreenRow());
            return;
        }

        Show(1);
        var first = _rows[0];
        _rows.RemoveAt(0);
        first.Clear();
        _rows.Add(first);
        _row--;
        _open = Math.Max(0, _open - 1);
        _hidden = _hidden is { } hidden ? Math.Max(0, hidden - 1) : null;
        _saved.Row = Math.Max(0, _saved.Row - 1);
    }

    /// <summary>The row, which will not be any more as it was shown.</summary>
    private ScreenRow Change(int at)
    {
        var row = _rows[at];
        row.Change(Position);
        _open = Math.Min(_open, at);
        return row;
    }

    private void Obey(ReadOnlySpan<byte> sequence)
    {
        switch (sequence)
        {
            case [(byte)'\r']:
                _column = 0;
                break;
            case [(byte)'\b']:
                _column = Math.Max(0, Column() - 1);
                break;
            case [(byte)'\e', (byte)'[', ..] or [0xC2, 0x9B, ..]:
                Steer(sequence[2..]);
                break;
            case [(byte)'\e', (byte)'7']:
                Save();
                break;
            case [(byte)'\e', (byte)'8']:
                Restore();
                break;
            case [(byte)'\e', (byte)'M']:
                GoTo(_row - 1, _column);
                break;
        }
    }

    /// <param name="body">What stands behind the introducer.</param>
    private void Steer(ReadOnlySpan<byte> body)
    {
        var number = Number(body);
        var count = Math.Max(1, number);
        switch (body.IsEmpty ? 0 : body[^1])
        {
            case (byte)'A' or (byte)'F':
                GoTo(_row - count, body[^1] == 'F' ? 0 : _column);
                break;
            case (byte)'B' or (byte)'E':
                GoTo(_row + count, body[^1] == 'E' ? 0 : _column);
                break;
            case (byte)'C' or (byte)'D':
                _column = Math.Clamp(Column() + (body[^1] == 'C' ? count : -count), 0, Math.Max(MostColumns, Column()));
                break;
            case (byte)'G' or (byte)'`':
                _column = Math.Min(count - 1, MostColumns);
                break;
            case (byte)'K' or (byte)'J' or (byte)'X' or (byte)'P':
                Erase(body[^1], number, count);
                break;
            case (byte)'H' or (byte)'f':
                _isElsewhere = number > 1;
                break;
            case (byte)'s':
                Save();
                break;
            case (byte)'u':
                Restore();
                break;
            case (byte)'h' or (byte)'l' when body is [(byte)'?', (byte)'2', (byte)'5', var set]:
                Hide(set == 'l');
                break;
        }
    }

    private static int Number(ReadOnlySpan<byte> body)
    {
        var digits = body[..Math.Max(0, body.IndexOfAnyExceptInRange((byte)'0', (byte)'9'))];
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Math.Min(number, MostColumns) : 0;
    }

    private int Column() => _column == End ? _column = _rows[_row].FindEnd() : _column;

    private void GoTo(int row, int column)
    {
        if (_isElsewhere)
        {
            return;
        }

        _column = column == End ? Column() : column;
        _row = Math.Clamp(row, 0, _rows.Count - 1);
        _reach = Math.Max(_reach, _rows.Count - 1 - _row);
    }

    private void Save() => _saved = (_row, Column());

    private void Restore()
    {
        _isElsewhere = false;
        GoTo(_saved.Row, _saved.Column);
    }

    private void Hide(bool isHidden)
    {
        if (isHidden)
        {
            _hidden ??= _row;
        }
        else if (_hidden is { } from)
        {
            _reach = Math.Max(_reach, _rows.Count - 1 - from);
            _hidden = null;
        }
    }

    private void Erase(byte kind, int number, int count)
    {
        if (_isElsewhere || (kind == 'J' && number != 0))
        {
            return;
        }

        var column = Column();
        var row = Change(_row);
        switch (kind, number)
        {
            case ((byte)'P', _):
                row.Delete(column, count);
                break;
            case ((byte)'X', _):
                row.Erase(column, column + count);
                break;
            case (_, 1):
                row.Erase(0, column + 1);
                break;
            case (_, 2):
                row.Erase(0, End);
                break;
            default:
                row.Erase(column, End);
                break;
        }

        for (var below = _row + 1; kind == 'J' && below < _rows.Count; below++)
        {
            Change(below).Erase(0, End);
        }
    }

    /// <summary>How many rows, from the first on, do not change any more as far as is known. Blank ones wait for what follows: it may be drawn into them.</summary>
    private int Settled()
    {
        var settled = Math.Min(_row, _rows.Count - 1 - _reach);
        settled = Math.Min(settled, _hidden ?? settled);
        while (settled > 0 && _rows[settled - 1] is { IsBlank: true, IsShown: false })
        {
            settled--;
        }

        return settled;
    }

    private void Show(int end)
    {
        for (; _open < end; _open++)
        {
            var row = _rows[_open];
            if (row.IsShown)
            {
                continue;
            }

            _line.ResetWrittenCount();
            row.CopyTo(_line);
            if (row.Show(_line.WrittenSpan))
            {
                _line.Write(row.IsEnded ? "\n"u8 : []);
                show(_line.WrittenSpan, row.Position);
            }
        }
    }
}
