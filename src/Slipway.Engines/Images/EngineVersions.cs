using System.Globalization;

namespace Slipway.Engines.Images;

/// <summary>Which of the versions there are serves a wanted one.</summary>
/// <param name="Version">One of the versions there are.</param>
/// <param name="Warning">Null, or what the job's log should say.</param>
internal sealed record EngineVersionMatch(string Version, string? Warning);

/// <summary>
/// Reads the <c>version</c> key of <c>setup_remote_docker</c>: a tag (<c>default</c>, <c>edge</c>, <c>previous</c>), a major
/// (<c>docker28</c>) or an exact version. https://circleci.com/docs/guides/execution-managed/building-docker-images/
/// </summary>
public static class EngineVersions
{
    private const int DefaultMajor = 28;

    /// <param name="wanted">As written; null or empty means the default.</param>
    /// <param name="available">At least one version such as <c>28.5.2</c>.</param>
    internal static EngineVersionMatch Match(string? wanted, IEnumerable<string> available)
    {
        var newestFirst = available.OrderByDescending(Parse).ToList();
        var standard = Nearest(new Version(DefaultMajor, int.MaxValue), newestFirst);
        return wanted switch
        {
            null or "" or "default" => new EngineVersionMatch(standard, null),
            "edge" => new EngineVersionMatch(newestFirst[0], null),
            "previous" => Previous(standard, newestFirst),
            _ => Numbered(wanted, standard, newestFirst),
        };
    }

    /// <summary>Whether a version is the one that a number asks for, such as <c>28.5.2</c> for <c>docker28</c>.</summary>
    public static bool IsAskedFor(string wanted, string version)
    {
        var number = NumberIn(wanted);
        return version == number || version.StartsWith(number + '.', StringComparison.Ordinal);
    }

    /// <summary>The newest major first; what is not a number counts as 0.</summary>
    public static Version Parse(string version)
    {
        var numbers = version.Split('.', '-', '+', '~').Select(Number).Append(0).Append(0).ToArray();
        return new Version(numbers[0], numbers[1], numbers[2]);
    }

    private static EngineVersionMatch Previous(string standard, List<string> newestFirst)
    {
        var older = newestFirst.Find(version => Parse(version).Major < Parse(standard).Major);
        return older is not null
            ? new EngineVersionMatch(older, null)
            : new EngineVersionMatch(standard, $"There is no Docker version before {standard}; using {standard}.");
    }

    private static EngineVersionMatch Numbered(string wanted, string standard, List<string> newestFirst)
    {
        var text = NumberIn(wanted);
        if (text.Length == 0 || !char.IsAsciiDigit(text[0]))
        {
            return Unknown(wanted, standard, newestFirst);
        }

        var prefix = newestFirst.Find(version => IsAskedFor(wanted, version));
        return prefix is not null
            ? new EngineVersionMatch(prefix, null)
            : Unknown(wanted, Nearest(Parse(text), newestFirst), newestFirst);
    }

    private static string NumberIn(string wanted) =>
        wanted.StartsWith("docker", StringComparison.OrdinalIgnoreCase) ? wanted["docker".Length..].TrimStart('-', ':') : wanted.TrimStart('v');

    private static EngineVersionMatch Unknown(string wanted, string taken, List<string> newestFirst) =>
        new(taken, $"Docker version '{wanted}' is not available; using {taken}. Available: {string.Join(", ", newestFirst)}.");

    /// <summary>The same major first, else the least distance, the newer of two equally far ones.</summary>
    private static string Nearest(Version wanted, List<string> newestFirst) => newestFirst
        .OrderBy(version => Math.Abs(Parse(version).Major - wanted.Major))
        .ThenBy(version => DistanceInMajor(Parse(version), wanted))
        .First();

    private static long DistanceInMajor(Version version, Version wanted) =>
        version.Major != wanted.Major ? 0 : (Math.Abs((long)version.Minor - wanted.Minor) << 32) + Math.Abs((long)version.Build - Math.Max(wanted.Build, 0));

    private static int Number(string text)
    {
        var digits = new string([.. text.TakeWhile(char.IsAsciiDigit).Take(9)]);
        return digits.Length == 0 ? 0 : int.Parse(digits, CultureInfo.InvariantCulture);
    }
}
