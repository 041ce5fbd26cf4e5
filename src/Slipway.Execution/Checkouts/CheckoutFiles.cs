using Slipway.Linux.Files;
using Slipway.Linux.Repositories;

namespace Slipway.Execution.Checkouts;

/// <summary>The files of a checkout in their order, with what they are read from: folders stay open, and packs stay there, until the archive is made, so that nothing that is swapped meanwhile leads elsewhere.</summary>
internal sealed class CheckoutFiles : IDisposable
{
    private readonly List<IDisposable> _kept = [];
    private readonly List<CheckoutFile> _files = [];
    private readonly List<OmittedFile> _leftOut = [];

    public IReadOnlyList<CheckoutFile> All => _files;

    /// <summary>What the checkout has not, though it lies in the tree: whoever reads the log of the job is told.</summary>
    public IReadOnlyList<OmittedFile> LeftOut => _leftOut;

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

    /// <summary>Adds a repository within the tree whole or not at all: one that cannot be read is no reason to send nothing of the others.</summary>
    /// <param name="name">Its name in the checkout.</param>
    /// <param name="addAsync">Adds it.</param>
    /// <returns>False: nothing of it is there.</returns>
    public async Task<bool> TryAddAsync(string name, Func<Task> addAsync)
    {
        var before = _files.Count;
        try
        {
            await addAsync();
            return true;
        }
        catch (Exception failure) when (failure is RepositoryRefusedException or IOException || (failure is GitFailedException && Git.IsInstalled))
        {
            _files.RemoveRange(before, _files.Count - before);
            _leftOut.Add(new OmittedFile(name, failure.Message));
            return false;
        }
    }

    /// <summary>Takes away what is not sent.</summary>
    public void Remove(Predicate<string> isUnwanted) => _files.RemoveAll(file => isUnwanted(file.Name));

    public void Dispose() => _kept.ForEach(owner => owner.Dispose());
}

/// <param name="Name">In the checkout.</param>
/// <param name="Reason">Why it is not there.</param>
internal sealed record OmittedFile(string Name, string Reason);
