using Slipway.Linux.Files;

namespace Slipway.Linux.Repositories;

/// <summary>Objects of a repository in packs that hold nothing else: its own where they do, which costs nothing, and one that git has made of the others.</summary>
public sealed class GitObjects : IDisposable
{
    private readonly GitPack? _made;

    internal GitObjects(IReadOnlyList<string> whole, bool isPartial, GitPack? made) => (Whole, IsPartial, _made) = (whole, isPartial, made);

    /// <summary>Files of the repository's own, below its common folder, that may be sent as they are.</summary>
    public IReadOnlyList<string> Whole { get; }

    /// <summary>Whether objects may be missing that the remote has promised to give: then each pack has a file beside it that says so.</summary>
    public bool IsPartial { get; }

    /// <summary>Holds the files of the pack that was made; null: there was no need. It goes with this.</summary>
    public ConfinedFolder? Made => _made?.Folder;

    public void Dispose() => _made?.Dispose();
}
