namespace Slipway.Config.Selection;

/// <summary>What was pushed. With both a branch and a tag the branch counts; with neither (a detached head) only jobs without an <c>only</c> run.</summary>
public sealed record PushedRef(string? Branch, string? Tag = null)
{
    public bool IsTag => Branch is null && Tag is not null;

    public string Describe() => IsTag ? $"tag '{Tag}'" : Branch is null ? "a commit without a branch" : $"branch '{Branch}'";
}
