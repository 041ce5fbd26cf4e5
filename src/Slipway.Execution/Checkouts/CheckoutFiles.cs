using Slipway.Linux.Files;

namespace Slipway.Execution.Checkouts;

/// <summary>The files of a checkout in their order, with what they are read from: folders stay open, and packs stay there, until the archive is made, so that nothing that is swapped meanwhile leads elsewhere.</summary>
internal sealed class CheckoutFiles : IDisposable
{
    private readonly List<IDisposable> _kept = [];
    private readonly List<CheckoutFile> _files = [];

    public IReadOnlyList<CheckoutFile> All => _files;

    /// <summary>Adds a file or link of a folder; a name that ends with a slash: a folder.</summary>
    public void Add(ConfinedFolder folder, string path, string name) => _files.Add(new CheckoutFile(folder, path, name));

    /// <summary>Adds a file that is made here.</summary>
    public void Add(string name, ReadOnlyMemory<byte> content) => _files.Add(new CheckoutFile(null, "", name, content));

    /// <summary>Keeps something, such as an open folder, as long as files of it may be read; the same thing.</summary>
    public T Keep<T>(T owner)
        where T : IDisposable
    {
        _kept.Add(owner);
        return owner;
    }

    /// <summary>Takes away what is not sent.</summary>
    public void Remove(Predicate<string> isUnwanted) => _files.RemoveAll(file => isUnwanted(file.Name));

    public void Dispose() => _kept.ForEach(owner => owner.Dispose());
}
