using System.Text;
using Slipway.Linux.Files;

namespace Slipway.Linux.Repositories;

/// <content>The objects that a clone would have.</content>
public sealed partial class Git
{
    private const int ShortId = 20;
    private const int LongId = 32;

    /// <summary>A pack of a very large repository is written without a word.</summary>
    private static readonly TimeSpan PatienceForPacks = TimeSpan.FromHours(1);

    /// <summary>Branches, tags and other references as they are, read as text.</summary>
    public GitRefs References => _copy.References;

    /// <summary>Finds all that some commits and tags lead to, and packs what lies among objects that they do not lead to, such as those of a stash.</summary>
    /// <param name="tips">Ids; those whose object is not there lead to nothing.</param>
    /// <param name="withIndex">Whether what the index names belongs to it.</param>
    /// <exception cref="GitFailedException">Objects cannot be read, or there is no room for the pack.</exception>
    public async Task<GitObjects> ObjectsAsync(IEnumerable<string> tips, bool withIndex, CancellationToken cancellationToken)
    {
        var wanted = await WalkAsync(Lines(tips), withIndex, cancellationToken);
        using var common = ConfinedFolder.TryOpen(Place.CommonFolder) ?? throw Gone(Place.CommonFolder);
        var idBytes = Format(Config) == "sha256" ? LongId : ShortId;
        var whole = new WholePacks(common, wanted, idBytes);
        return new GitObjects(whole.Files, whole.IsPartial, wanted.Count == 0 ? null : await PackAsync(wanted.Select(id => id.Text(idBytes)), cancellationToken));
    }

    private async Task<GitPack> PackAsync(IEnumerable<string> ids, CancellationToken cancellationToken)
    {
        var pack = new GitPack(_process.User);
        try
        {
            await pack.FillAsync(_process, _variables, ids, PatienceForPacks, cancellationToken);
            return pack;
        }
        catch
        {
            pack.Dispose();
            throw;
        }
    }

    /// <summary>Where a part of the history is missing, as in a repository that borrows from another, all that is known is what the tips themselves have.</summary>
    private async Task<HashSet<ObjectId>> WalkAsync(byte[] tips, bool withIndex, CancellationToken cancellationToken)
    {
        string[] question = ["rev-list", "--objects", "--no-object-names", "--missing=allow-any", "--ignore-missing", "--stdin"];
        string[] index = withIndex ? ["--indexed-objects"] : [];
        var found = new HashSet<ObjectId>();
        var walked = await _process.RunAsync([.. question, .. index], _variables, tips, ReadAsync, cancellationToken);
        if (walked.ExitCode != 0)
        {
            walked = await _process.RunAsync([.. question, .. index, "--no-walk"], _variables, tips, ReadAsync, cancellationToken);
        }

        return walked.ExitCode == 0 ? found : throw new GitFailedException($"The objects of {Place.Root} cannot be listed: {walked.Errors}");

        async Task ReadAsync(Stream output)
        {
            found.Clear();
            using var lines = new StreamReader(output, Encoding.ASCII);
            while (await lines.ReadLineAsync(cancellationToken) is { } line)
            {
                found.Add(ObjectId.Parse(line));
            }
        }
    }

    private static byte[] Lines(IEnumerable<string> ids) => Encoding.ASCII.GetBytes(string.Concat(ids.Distinct(StringComparer.Ordinal).Select(id => id + "\n")));
}
