namespace Slipway.Config.Patterns;

/// <summary>A place in a pattern's text, with the few questions that reading one asks.</summary>
internal sealed class PatternReader(string source)
{
    public int Position { get; private set; }

    public bool AtEnd => Position >= source.Length;

    public char Current => Peek(0);

    public char Peek(int ahead) => Position + ahead < source.Length ? source[Position + ahead] : '\0';

    public char Take() => AtEnd ? '\0' : source[Position++];

    public void Skip(int count) => Position = Math.Min(source.Length, Position + count);

    public bool TryTake(char expected) => TryTake([expected]);

    public bool TryTake(ReadOnlySpan<char> expected)
    {
        if (!source.AsSpan(Position).StartsWith(expected, StringComparison.Ordinal))
        {
            return false;
        }

        Position += expected.Length;
        return true;
    }

    /// <summary>Everything up to the mark, which is passed too; up to the end when there is none.</summary>
    public string TakeUntil(string mark)
    {
        var end = source.IndexOf(mark, Position, StringComparison.Ordinal);
        var taken = end < 0 ? source[Position..] : source[Position..end];
        Skip(taken.Length + (end < 0 ? 0 : mark.Length));
        return taken;
    }

    public string TakeWhile(Func<char, bool> accepted, int longest = int.MaxValue)
    {
        var start = Position;
        while (!AtEnd && Position - start < longest && accepted(Current))
        {
            Position++;
        }

        return source[start..Position];
    }
}
