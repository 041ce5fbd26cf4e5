namespace Slipway.Model.Runners;

/// <summary>Content that the server keeps.</summary>
/// <param name="Hash">Of it: 64 digits.</param>
/// <param name="Bytes">How much it is.</param>
public sealed record StoredContent(string Hash, long Bytes);

/// <summary>A cache that the server keeps.</summary>
public sealed record StoredCache(string Key, StoredContent Content, IReadOnlyList<string> Paths, int Build, DateTimeOffset SavedAt, DateTimeOffset KeptUntil);

/// <summary>A cache that is to be kept, and how much its scope's caches may hold together.</summary>
public sealed record CacheToStore(StoredCache Cache, long MostBytes);

/// <param name="IsAdded">False: somebody else has saved the key meanwhile.</param>
/// <param name="Forgotten">Keys of caches that there was no room for.</param>
public sealed record CacheStored(bool IsAdded, IReadOnlyList<string> Forgotten);

/// <summary>Which cache is wanted.</summary>
/// <param name="IsPrefix">The newest whose key begins so, and not the one with exactly this key.</param>
public sealed record CacheQuestion(string Key, bool IsPrefix);

/// <summary>A layer of a workspace that the server keeps.</summary>
public sealed record StoredLayer(string Workflow, string Job, int Node, StoredContent Content, DateTimeOffset SavedAt);

/// <summary>A layer that is to be kept, and how much those of its workspace may hold together.</summary>
public sealed record LayerToStore(StoredLayer Layer, long MostBytes);

/// <param name="IsAdded">False: the workspace would hold too much.</param>
public sealed record LayerStored(bool IsAdded);
