using System.Buffers.Binary;
using Slipway.Linux.Files;

namespace Slipway.Linux.Repositories;

/// <summary>The packs of a repository all of whose objects are wanted, by the indexes beside them.</summary>
/// <remarks>https://git-scm.com/docs/gitformat-pack, "Version 2 pack-*.idx files".</remarks>
internal sealed class WholePacks
{
    private const string Folder = "objects/pack";
    private const string Index = ".idx";
    private const string Promise = ".promisor";
    private const int MagicBytes = 8;
    private const int Counts = 256;
    private const int CountBytes = 4;

    private static readonly string[] Kinds = [".pack", Index, Promise];

    private readonly List<string> _files = [];

    /// <param name="common">The repository's folder with objects.</param>
    /// <param name="wanted">Gets rid of what is found in such packs.</param>
    /// <param name="idBytes">How long ids are.</param>
    public WholePacks(ConfinedFolder common, HashSet<ObjectId> wanted, int idBytes)
    {
        var names = common.List(Folder).Where(entry => entry.Kind == FileKind.File).Select(entry => entry.Name).ToHashSet(StringComparer.Ordinal);
        IsPartial = names.Any(name => name.EndsWith(Promise, StringComparison.Ordinal));
        var found = new HashSet<ObjectId>();
        foreach (var pack in names.Where(name => name.EndsWith(Index, StringComparison.Ordinal)).Select(name => name[..^Index.Length]))
        {
            if (TryRead(common, pack, idBytes, wanted.Count) is { } ids && ids.All(wanted.Contains))
            {
                _files.AddRange(Kinds.Select(kind => pack + kind).Where(names.Contains).Select(name => $"{Folder}/{name}"));
                found.UnionWith(ids);
            }
        }

        wanted.ExceptWith(found);
    }

    public IReadOnlyList<string> Files => _files;

    /// <summary>Whether objects may be missing that the remote has promised to give.</summary>
    public bool IsPartial { get; }

    private static ReadOnlySpan<byte> Magic => [0xff, (byte)'t', (byte)'O', (byte)'c', 0, 0, 0, 2];

    /// <param name="most">A pack of more objects has some that nobody wants.</param>
    /// <returns>Null: there is no such pack, or it has more, or its index is of another version.</returns>
    private static ObjectId[]? TryRead(ConfinedFolder common, string pack, int idBytes, int most)
    {
        using var index = common.TryOpenFile($"{Folder}/{pack}{Index}");
        var head = new byte[MagicBytes + (Counts * CountBytes)];
        if (index is null || common.Look($"{Folder}/{pack}.pack") is not { Kind: FileKind.File }
            || index.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length || !head.AsSpan().StartsWith(Magic))
        {
            return null;
        }

        // The last of the counts is that of all; ids come next, in one piece.
        var count = BinaryPrimitives.ReadUInt32BigEndian(head.AsSpan()[^CountBytes..]);
        return count > most || index.Length / idBytes < count ? null : Read(index, (int)count, idBytes);
    }

    private static ObjectId[] Read(Stream index, int count, int idBytes)
    {
        using var buffered = new BufferedStream(index, 1 << 16);
        var ids = new ObjectId[count];
        var id = new byte[idBytes];
        for (var i = 0; i < count; i++)
        {
            buffered.ReadExactly(id);
            ids[i] = ObjectId.Of(id);
        }

        return ids;
    }
}
