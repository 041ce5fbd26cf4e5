using System.Text;

namespace Slipway.Fuzz.Configs;

/// <summary>Makes a broken config of good ones: bytes, lines, indentation and the words of the language are changed, moved, joined and multiplied.</summary>
internal sealed class ConfigMutator(IReadOnlyList<byte[]> seeds, Random random)
{
    private const int LargestInput = 256 << 10;

    /// <summary>What configs are made of, and what YAML and the expression language choke on.</summary>
    private static readonly string[] Words =
    [
        "<<: *a", "&a", "*a", "<<", ">>", "<< parameters.x >>", "<< pipeline.parameters.x >>", "<< pipeline.git.branch >>", "<< matrix.x >>", "\\<<",
        "- ", "? ", ": ", "|", ">-", "{", "}", "[", "]", "'", "\"", "#", "%YAML 1.1", "---", "...", "!!binary ", "!x ", "\t", "\0", "\uFEFF", "\u0085", "é", "💥",
        "version: 2.1", "version: 2", "setup: true", "jobs:", "workflows:", "commands:", "executors:", "orbs:", "parameters:", "steps:", "requires:", "matrix:",
        "when:", "unless:", "condition:", "equal:", "and:", "or:", "not:", "matches:", "pattern: (a+)+$", "filters:", "branches:", "only: /(a*)*b/", "exclude:", "alias: x",
        "type: enum", "type: steps", "default: []", "pre-steps:", "post-steps:", "job-groups:", "override-with: x/y", "serial-group: x", "type: approval", "context: [a]",
        "run:", "checkout", "environment:", "parallelism: 99999999999", "max_auto_reruns: 6", "no_output_timeout: 99999999999h", "x: x/y@1.2.3", "0x1F", "1e999", "12:30:45", "~", "yes",
    ];

    public byte[] Next()
    {
        var text = Pick(seeds).ToArray();
        for (var i = random.Next(1, 8); i > 0; i--)
        {
            text = Mutate(text);
        }

        return text.Length > LargestInput ? text[..LargestInput] : text;
    }

    private byte[] Mutate(byte[] text) => random.Next(9) switch
    {
        0 => ChangeByte(text),
        1 => Insert(text, random.Next(text.Length + 1), Encoding.UTF8.GetBytes(Pick(Words))),
        2 => Cut(text),
        3 => OnLines(text, lines => lines.RemoveRange(random.Next(lines.Count), 1)),
        4 => OnLines(text, lines => lines.Insert(random.Next(lines.Count), Pick(lines))),
        5 => OnLines(text, Reindent),
        6 => OnLines(text, lines => lines[random.Next(lines.Count)] = Pick(Words)),
        7 => Splice(text),
        _ => OnLines(text, Multiply),
    };

    private byte[] ChangeByte(byte[] text)
    {
        if (text.Length > 0)
        {
            text[random.Next(text.Length)] = (byte)random.Next(256);
        }

        return text;
    }

    private byte[] Cut(byte[] text)
    {
        var from = random.Next(text.Length + 1);
        var length = random.Next(Math.Min(64, text.Length - from) + 1);
        return [.. text[..from], .. text[(from + length)..]];
    }

    /// <summary>A stretch of another config.</summary>
    private byte[] Splice(byte[] text)
    {
        var other = Pick(seeds);
        var from = random.Next(other.Length + 1);
        var length = random.Next(Math.Min(2_000, other.Length - from) + 1);
        return Insert(text, random.Next(text.Length + 1), other[from..(from + length)]);
    }

    private void Reindent(List<string> lines)
    {
        var at = random.Next(lines.Count);
        lines[at] = new string(' ', random.Next(12)) + lines[at].TrimStart();
    }

    /// <summary>A few lines many times over, each time deeper or as it is.</summary>
    private void Multiply(List<string> lines)
    {
        var from = random.Next(lines.Count);
        var block = lines.GetRange(from, Math.Min(random.Next(1, 5), lines.Count - from));
        var deeper = random.Next(3);
        var times = random.Next(2, random.Next(10) == 0 ? 2_000 : 20);
        for (var i = 0; i < times && lines.Count < 20_000; i++)
        {
            var indent = new string(' ', Math.Min(deeper * i, 600));
            lines.InsertRange(from, block.Select(line => indent + line));
        }
    }

    private static byte[] OnLines(byte[] text, Action<List<string>> change)
    {
        // Latin-1 keeps every byte what it is.
        var lines = Encoding.Latin1.GetString(text).Split('\n').ToList();
        change(lines);
        var changed = Encoding.Latin1.GetBytes(string.Join('\n', lines));
        return changed.Length > LargestInput ? changed[..LargestInput] : changed;
    }

    private static byte[] Insert(byte[] text, int at, byte[] what) => [.. text[..at], .. what, .. text[at..]];

    private T Pick<T>(IReadOnlyList<T> items) => items[random.Next(items.Count)];
}
