using Slipway.Linux.Repositories;
using Slipway.Model.Assignments;

namespace Slipway.Cli.Repositories;

/// <param name="Tip">The commit.</param>
/// <param name="Reference">What it was there.</param>
/// <param name="Trace">Where git says so.</param>
internal sealed record ForeignTip(GitTip Tip, string Reference, string Trace);

/// <summary>
/// What git still knows to have come from elsewhere, whatever it is called by now: references that are not the project's own, what was fetched last, and what the logs of
/// HEAD and of branches say to have been fetched, pulled, merged or taken from such a place.
/// </summary>
internal sealed class ForeignTips
{
    private const string FetchHead = "FETCH_HEAD";
    private const string Prefetched = "refs/prefetch/";
    private const string Pushed = "update by push";
    private const int MostLettersOfTrace = 100;
    private const int ShortestId = 40;

    /// <summary>What git and other programs keep of the user's own work.</summary>
    private static readonly string[] Kept = ["refs/stash", "refs/notes/", "refs/bisect/", "refs/rewritten/", "refs/worktree/", "refs/original/", "refs/replace/", "refs/jj/", "refs/branchless/"];

    private readonly KnownReferences _references;
    private readonly GitRefs _refs;
    private readonly IReadOnlySet<string> _addresses;
    private readonly HashSet<string> _strangers = new(StringComparer.Ordinal);
    private readonly List<ForeignTip> _found = [];
    private readonly HashSet<string> _pushed = new(StringComparer.Ordinal);
    private readonly HashSet<string> _own = new(StringComparer.Ordinal);

    private ForeignTips(KnownReferences references, GitRefs refs) => (_references, _refs, _addresses) = (references, refs, references.OwnAddresses);

    public IReadOnlyList<ForeignTip> Found => _found;

    /// <summary>The tips of the project's own remote branches.</summary>
    public IReadOnlyCollection<string> Own => _own;

    public static ForeignTips Read(KnownReferences references, GitRefs refs, GitTraces traces)
    {
        var tips = new ForeignTips(references, refs);
        foreach (var (name, id) in refs.Ids)
        {
            tips.AddReference(name, id, traces);
        }

        foreach (var fetched in traces.Fetched())
        {
            tips.AddFetched(fetched);
        }

        tips._found.AddRange(traces.Local().Select(tips.Traced).OfType<ForeignTip>());
        return tips;
    }

    private void AddReference(string name, string id, GitTraces traces)
    {
        var known = name.StartsWith(Prefetched, StringComparison.Ordinal) ? "refs/" + name[Prefetched.Length..] : name;
        if (known.StartsWith(KnownReferences.RemoteBranches, StringComparison.Ordinal) && TrustDecision.IsOwnRemoteBranch(_references, known))
        {
            _own.Add(id);
        }
        else if (IsStranger(known))
        {
            _strangers.Add(name);
            var log = traces.Of(name);
            // What was pushed there came from here, also when it is fetched again.
            _pushed.UnionWith(log.Where(entry => entry.Message == Pushed).Select(entry => entry.New));
            string[] ids =
            [
                .. log.Where(entry => entry.Message != Pushed).Select(entry => entry.New),
                .. log is [var first, ..] ? (string[])[first.Old] : [],
                .. log is [.., { Message: Pushed } last] && last.New == id ? (string[])[] : [id],
            ];
            _found.AddRange(ids.Where(IsCommit).Distinct(StringComparer.Ordinal).Select(foreign => new ForeignTip(new(foreign), name, name)));
        }
    }

    /// <summary>Branches and tags do not say whence they came, so that only the settings can, and for branches the logs.</summary>
    private bool IsStranger(string name) =>
        name.StartsWith(KnownReferences.Tags, StringComparison.Ordinal) || name.StartsWith(KnownReferences.Branches, StringComparison.Ordinal)
            ? TrustDecision.Unknown(_references, name) is not null
            : !Kept.Any(kept => name.StartsWith(kept, StringComparison.Ordinal));

    /// <summary>A branch of the project's remote may have been fetched without a remote branch that keeps it, as after <c>git clone --single-branch</c>.</summary>
    private void AddFetched(GitFetched fetched)
    {
        const string Branch = "branch '";
        var end = fetched.Source.IndexOf("' of ", StringComparison.Ordinal);
        if (end > Branch.Length && fetched.Source.StartsWith(Branch, StringComparison.Ordinal)
            && !TrustScope.IsPullRequest(fetched.Source[Branch.Length..end]) && _addresses.Contains(fetched.Source[(end + "' of ".Length)..]))
        {
            _own.Add(fetched.Id);
        }
        else if (!_pushed.Contains(fetched.Id))
        {
            _found.Add(new(new(fetched.Id), NameIn(fetched.Source), $"{FetchHead} ({Cut(fetched.Source)})"));
        }
    }

    private ForeignTip? Traced(GitLogEntry entry)
    {
        var colon = entry.Message.IndexOf(": ", StringComparison.Ordinal);
        var (action, rest) = colon < 0 ? (entry.Message, "") : (entry.Message[..colon], entry.Message[(colon + 2)..]);
        // Of a merge that was made here the other side is meant; of several sides git does not say which was pulled.
        var isMerge = rest.StartsWith("Merge", StringComparison.Ordinal) && !rest.Contains("octopus", StringComparison.Ordinal);
        return IsCommit(entry.New) && IsFromElsewhere(action, rest) ? new(new(entry.New, isMerge), entry.New, $"git's log ({Cut(entry.Message)})") : null;
    }

    /// <summary>By git's own words, which are the same in all languages.</summary>
    private bool IsFromElsewhere(string action, string rest) => action.Split(' ', 2) switch
    {
        ["fetch", ..] => true,
        // The steps of a rebase but the first are the user's own commits, put on top of what was pulled.
        ["pull", ..] => !action.Contains('(', StringComparison.Ordinal) || action.Contains("(start)", StringComparison.Ordinal),
        // What is merged from FETCH_HEAD stands there by its id.
        ["merge", var merged] => merged.Split(' ').Any(name => IsForeignName(name) || IsWholeId(name)),
        ["commit", "(merge)"] => rest.Contains(" of ", StringComparison.Ordinal) || rest.Contains(FetchHead, StringComparison.Ordinal),
        ["branch" or "checkout" or "reset" or "rebase", ..] => IsForeignName(rest[(rest.LastIndexOf(' ') + 1)..]),
        _ => false,
    };

    private bool IsForeignName(string text)
    {
        var name = text.Split('~', '^', '@')[0];
        return name == FetchHead || (TrustScope.IsPullRequest(name) && !_refs.Ids.ContainsKey(KnownReferences.Branches + name))
            || ((string[])["", "refs/", KnownReferences.Branches, KnownReferences.RemoteBranches]).Any(place => _strangers.Contains(place + name))
            || (name.StartsWith(KnownReferences.RemoteBranches, StringComparison.Ordinal) && !TrustDecision.IsOwnRemoteBranch(_references, name));
    }

    private static bool IsWholeId(string name) => name.Length >= ShortestId && name.All(char.IsAsciiHexDigitLower);

    private static bool IsCommit(string id) => id.Any(letter => letter != '0');

    private static string NameIn(string source) => source.Split('\'') is [_, var name, _, ..] ? name : source;

    private static string Cut(string text) => text.Length > MostLettersOfTrace ? text[..MostLettersOfTrace] + "…" : text;
}
