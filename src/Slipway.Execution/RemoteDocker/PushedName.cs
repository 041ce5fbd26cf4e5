using System.Text.RegularExpressions;

namespace Slipway.Execution.RemoteDocker;

/// <summary>What may be the name or the digest of an image that was pushed: an engine that lies can say what it likes, but nothing that a log cannot bear.</summary>
internal static partial class PushedName
{
    private const int MostLetters = 512;

    /// <remarks>https://pkg.go.dev/github.com/distribution/reference has the grammar.</remarks>
    public static bool IsImage(string text) => text.Length <= MostLetters && Image().IsMatch(text);

    public static bool IsDigest(string text) => Digest().IsMatch(text);

    [GeneratedRegex(@"\A(?:(?:[A-Za-z0-9][A-Za-z0-9.-]*|\[[0-9A-Fa-f:]+\])(?::[0-9]{1,5})?/)?[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?\z")]
    private static partial Regex Image();

    [GeneratedRegex(@"\Asha256:[0-9a-f]{64}\z")]
    private static partial Regex Digest();
}
