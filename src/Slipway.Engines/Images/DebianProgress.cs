namespace Slipway.Engines.Images;

/// <summary>Says in plain words how far mmdebstrap is; whatever else it writes is for whoever looks for the fault in it.</summary>
/// <param name="image">What is made, for people.</param>
internal sealed class DebianProgress(string image, Action<string> say)
{
    /// <summary>What it writes at the beginning of each part, and what that part does.</summary>
    private static readonly (string Begins, string Does)[] Parts =
    [
        ("I: running apt-get update", "fetching Debian's lists of packages"),
        ("I: downloading packages", "downloading the packages"),
        ("I: extracting archives", "unpacking the packages"),
        ("I: installing essential", "installing the base of the system"),
        ("I: installing remaining", "installing what is in it"),
        ("I: cleaning", "tidying up"),
    ];

    private int _next;

    /// <summary>Takes a line of its output; each part is said once, in its order.</summary>
    public void Take(string line)
    {
        var part = Array.FindIndex(Parts, each => line.StartsWith(each.Begins, StringComparison.Ordinal));
        if (part >= _next)
        {
            _next = part + 1;
            say($"{image}: {Parts[part].Does} ({part + 1} of {Parts.Length})");
        }
    }
}
