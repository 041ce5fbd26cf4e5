namespace Slipway.Execution.State;

/// <summary>The mark of a state folder on all that its runs make: several machines may share one Docker, and each removes its own only.</summary>
public static class StateMark
{
    /// <summary>The folder's mark, made once: what a symbolic link says, because a link is there with its text or not at all.</summary>
    public static string Of(StateFolder state)
    {
        var link = new FileInfo(Path.Combine(state.Path, "identity"));
        if (link.LinkTarget is { } mark)
        {
            return mark;
        }

        Directory.CreateDirectory(state.Path);
        try
        {
            link.CreateAsSymbolicLink(Guid.NewGuid().ToString("N"));
        }
        catch (IOException) when (new FileInfo(link.FullName).LinkTarget is not null)
        {
            // Another run was faster.
        }

        return new FileInfo(link.FullName).LinkTarget ?? throw new IOException($"{link.FullName} is no symbolic link.");
    }
}
