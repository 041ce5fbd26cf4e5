namespace Slipway.Config.Patterns;

[Flags]
internal enum PatternFlags
{
    None = 0,
    IgnoreCase = 1,
    Multiline = 2,
    DotAll = 4,
    Comments = 8,
    UnixLines = 16,
    Unicode = 32,
}

/// <summary>The letters of inline flags.</summary>
internal static class PatternFlag
{
    public static PatternFlags? Of(char letter) => letter switch
    {
        'i' => PatternFlags.IgnoreCase,
        'm' => PatternFlags.Multiline,
        's' => PatternFlags.DotAll,
        'x' => PatternFlags.Comments,
        'd' => PatternFlags.UnixLines,
        'u' or 'U' => PatternFlags.Unicode,
        _ => null,
    };

    /// <summary>What is left for .NET to do: the other flags are dealt with while translating.</summary>
    public static string ToNet(PatternFlags flags)
    {
        var isCaseless = flags.HasFlag(PatternFlags.IgnoreCase);
        return (isCaseless, flags.HasFlag(PatternFlags.Multiline)) switch
        {
            (true, true) => "im",
            (true, false) => "i-m",
            (false, true) => "m-i",
            _ => "-im",
        };
    }
}
