namespace Slipway.Linux.Files;

/// <content>Links that stay inside, for those files that may be one.</content>
public sealed partial class ConfinedFolder
{
    /// <summary>As many as the kernel follows.</summary>
    private const int MostLinks = 40;

    /// <summary>
    /// Where a path leads when its links are followed as long as they stay below this folder: a path without a link, to be opened as any other. It is
    /// worked out by names, so that what is opened afterwards lies below the folder even where somebody swaps what was looked at.
    /// </summary>
    /// <exception cref="RefusedPathException">A link leads out of the folder, or round in a circle.</exception>
    public string FollowInside(string path)
    {
        var left = new Stack<string>(Parts(path).Reverse());
        var found = new List<string>();
        var link = "";
        for (var links = 0; left.TryPop(out var part);)
        {
            if (part == ".")
            {
                continue;
            }

            if (part == "..")
            {
                found.RemoveAt(found.Count > 0 ? found.Count - 1 : throw LeadsOut(link));
                continue;
            }

            var here = string.Join('/', found.Append(part));
            if (Look(here)?.Kind != FileKind.Link)
            {
                found.Add(part);
                continue;
            }

            link = Shown(here);
            if (++links > MostLinks)
            {
                throw new RefusedPathException(Shown(path), "is a symbolic link that leads to itself");
            }

            PartsOf(ReadLink(here), link).ForEach(left.Push);
        }

        return string.Join('/', found);
    }

    /// <summary>The last part first.</summary>
    private List<string> PartsOf(string target, string link) =>
        target.StartsWith('/') ? throw LeadsOut(link) : [.. target.Split('/', StringSplitOptions.RemoveEmptyEntries).AsEnumerable().Reverse()];

    private RefusedPathException LeadsOut(string link) =>
        new(link, $"is a symbolic link that leads out of {Path}; only links inside it, with a relative target, are followed: put the file itself in its place");
}
