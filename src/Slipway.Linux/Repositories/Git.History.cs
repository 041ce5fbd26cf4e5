using System.Text;
using Slipway.Linux.Files;

namespace Slipway.Linux.Repositories;

/// <content>Which commits lead to which.</content>
public sealed partial class Git
{
    /// <summary>More than one person has before the project has them, or than two others have in all.</summary>
    private const int MostCommits = 1 << 20;

    /// <summary>What git has written down of where commits came from.</summary>
    /// <param name="read">Takes what it needs; the files are open that long.</param>
    /// <exception cref="RefusedPathException">A file is no regular one, or too large.</exception>
    public T ReadTraces<T>(Func<GitTraces, T> read)
    {
        using var own = ConfinedFolder.TryOpen(Place.GitFolder) ?? throw Gone(Place.GitFolder);
        using var common = ConfinedFolder.TryOpen(Place.CommonFolder) ?? throw Gone(Place.CommonFolder);
        return read(new(own, common));
    }

    /// <summary>Looks in the history of some commits for one that is in the history of others too, and not in that of what is known.</summary>
    /// <param name="heads">Ids.</param>
    /// <param name="others">The others; an id that is not there leads to nothing.</param>
    /// <param name="known">Ids, whose history is left out.</param>
    /// <param name="cancellationToken">Covers the question, which is one process.</param>
    /// <returns>The commit, and by which of the others it was found; null: there is none.</returns>
    /// <exception cref="GitFailedException">Commits cannot be read, or are too many.</exception>
    public async Task<(string Commit, int Other)?> FindSharedAsync(
        IReadOnlyList<string> heads, IReadOnlyList<GitTip> others, IEnumerable<string> known, CancellationToken cancellationToken)
    {
        var idBytes = Format(Config) == "sha256" ? LongId : ShortId;
        var parents = await ParentsAsync(heads.Concat(others.Select(tip => tip.Id)), known, cancellationToken);
        var run = new HashSet<ObjectId>();
        foreach (var head in heads)
        {
            _ = Walk([ObjectId.Parse(head)], parents, run, _ => false);
        }

        var seen = new HashSet<ObjectId>();
        for (var i = 0; i < others.Count; i++)
        {
            var tip = ObjectId.Parse(others[i].Id);
            var begin = !others[i].IsMerge ? [tip] : parents.GetValueOrDefault(tip, []).Skip(1);
            if (Walk(begin, parents, seen, run.Contains) is { } found)
            {
                return (found.Text(idBytes), i);
            }
        }

        return null;
    }

    /// <returns>The first that is wanted of those that are reached and were not seen before; null: there is none.</returns>
    private static ObjectId? Walk(IEnumerable<ObjectId> begin, Dictionary<ObjectId, ObjectId[]> parents, HashSet<ObjectId> seen, Func<ObjectId, bool> isWanted)
    {
        var ahead = new Stack<ObjectId>(begin);
        while (ahead.TryPop(out var id))
        {
            if (!parents.TryGetValue(id, out var before) || !seen.Add(id))
            {
                continue;
            }

            if (isWanted(id))
            {
                return id;
            }

            foreach (var parent in before)
            {
                ahead.Push(parent);
            }
        }

        return null;
    }

    private async Task<Dictionary<ObjectId, ObjectId[]>> ParentsAsync(IEnumerable<string> tips, IEnumerable<string> known, CancellationToken cancellationToken)
    {
        var found = new Dictionary<ObjectId, ObjectId[]>();
        string[] question = ["rev-list", "--parents", $"--max-count={MostCommits + 1}", "--ignore-missing", "--stdin"];
        var walked = await _process.RunAsync(question, _variables, Lines([.. tips, .. known.Select(id => "^" + id)]), ReadAsync, cancellationToken, isQuestion: true);
        return walked.ExitCode != 0 ? throw new GitFailedException($"The history of {Place.Root} cannot be read: {walked.Errors}")
            : found.Count > MostCommits ? throw new GitFailedException($"More than {MostCommits} commits of {Place.Root} are in no branch of the project's remotes")
            : found;

        async Task ReadAsync(Stream output)
        {
            using var lines = new StreamReader(output, Encoding.ASCII);
            while (await lines.ReadLineAsync(cancellationToken) is { } line)
            {
                var ids = line.Split(' ');
                found[ObjectId.Parse(ids[0])] = Array.ConvertAll(ids[1..], ObjectId.Parse);
            }
        }
    }
}

/// <summary>Where a history ends.</summary>
/// <param name="Id">A commit, in full.</param>
/// <param name="IsMerge">The commit itself was made here: only what it has merged is meant, which is behind its parents but the first.</param>
public readonly record struct GitTip(string Id, bool IsMerge = false);
