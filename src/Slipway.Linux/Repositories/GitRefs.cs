using System.Text;
using Slipway.Linux.Files;
using Slipway.Linux.Kernel;

namespace Slipway.Linux.Repositories;

/// <summary>The branches and tags of a repository, read as text.</summary>
/// <param name="Ids">The object that each names, by full name.</param>
/// <param name="Symbolic">Those that name another ref, as <c>refs/remotes/origin/HEAD</c> does.</param>
public sealed record GitRefs(IReadOnlyDictionary<string, string> Ids, IReadOnlyDictionary<string, string> Symbolic)
{
    private const string Reference = "ref: ";
    private const int MostBytesOfOne = 1 << 12;
    private const int MostBytesOfAll = 1 << 29;
    private const int ShortestId = 40;
    private const int LongestId = 64;

    /// <summary>What HEAD says: an id, or the name of a ref behind <c>ref:</c>.</summary>
    public required string Head { get; init; }

    /// <summary>The refs that are looked at when HEAD is; none where a commit is checked out.</summary>
    public IEnumerable<string> OfHead
    {
        get
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            for (var name = TargetOf(Head); name is not null && seen.Add(name); name = Symbolic.GetValueOrDefault(name))
            {
                yield return name;
            }
        }
    }

    /// <summary>Those that pass, as the file <c>packed-refs</c> has them; of symbolic ones it has none.</summary>
    public byte[] Packed(Func<string, bool> passes)
    {
        var packed = new StringBuilder();
        foreach (var (name, id) in Ids.Where(pair => passes(pair.Key)).OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            packed.Append(id).Append(' ').Append(name).Append('\n');
        }

        return PathText.Bytes(packed.ToString());
    }

    /// <param name="own">The folder with HEAD.</param>
    /// <param name="common">The folder with refs.</param>
    /// <returns>Null: HEAD names no branch and no commit.</returns>
    internal static GitRefs? TryRead(ConfinedFolder own, ConfinedFolder common)
    {
        if (ReadOne(own, "HEAD") is not { } head)
        {
            return null;
        }

        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        var symbolic = new Dictionary<string, string>(StringComparer.Ordinal);
        ReadPacked(common, ids);
        ReadLoose(common, "refs", ids, symbolic);
        return new(ids, symbolic) { Head = head };
    }

    /// <summary>What one file says: the id of an object or, with the name behind <c>ref:</c>, another ref.</summary>
    /// <returns>Null: there is no such file, or it says nothing of the kind.</returns>
    internal static string? ReadOne(ConfinedFolder folder, string path)
    {
        var text = folder.Look(path)?.Kind == FileKind.Link ? Reference + folder.ReadLink(path)
            : folder.TryRead(path, MostBytesOfOne) is { } bytes ? PathText.Of(bytes).TrimEnd() : "";
        return IsId(text) || TargetOf(text) is not null ? text : null;
    }

    /// <summary>The ref that a text names; null: none.</summary>
    internal static string? TargetOf(string text) =>
        text.StartsWith(Reference, StringComparison.Ordinal) && IsName(text[Reference.Length..].TrimStart()) ? text[Reference.Length..].TrimStart() : null;

    private static void ReadPacked(ConfinedFolder common, Dictionary<string, string> ids)
    {
        var file = common.TryRead("packed-refs", MostBytesOfAll) ?? [];
        foreach (var range in file.AsSpan().Split((byte)'\n'))
        {
            var line = PathText.Of(file.AsSpan(range));
            if (line.IndexOf(' ', StringComparison.Ordinal) is > 0 and var space && IsId(line[..space]) && IsName(line[(space + 1)..]))
            {
                ids[line[(space + 1)..]] = line[..space];
            }
        }
    }

    private static void ReadLoose(ConfinedFolder common, string folder, Dictionary<string, string> ids, Dictionary<string, string> symbolic)
    {
        foreach (var entry in common.List(folder))
        {
            var name = $"{folder}/{entry.Name}";
            if (entry.Kind == FileKind.Folder)
            {
                ReadLoose(common, name, ids, symbolic);
            }
            else if (entry.Kind is FileKind.File or FileKind.Link && IsName(name) && ReadOne(common, name) is { } text)
            {
                ids.Remove(name);
                (TargetOf(text) is null ? ids : symbolic)[name] = TargetOf(text) ?? text;
            }
        }
    }

    internal static bool IsId(string text) => text.Length is ShortestId or LongestId && text.All(char.IsAsciiHexDigitLower);

    /// <summary>What git allows in a name, and nothing that leads out of the folder of refs.</summary>
    private static bool IsName(string name) =>
        name.StartsWith("refs/", StringComparison.Ordinal) && !name.EndsWith(".lock", StringComparison.Ordinal) && !name.Contains("..", StringComparison.Ordinal)
        && !name.Any(letter => letter <= ' ' || letter is '~' or '^' or ':' or '?' or '*' or '[' or '\\' or '\u007f')
        && !name.Split('/').Any(part => part.Length == 0 || part.StartsWith('.'));
}
