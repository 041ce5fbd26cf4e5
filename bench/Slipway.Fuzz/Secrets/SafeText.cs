namespace Slipway.Fuzz.Secrets;

/// <summary>What a terminal may be shown, told by another rule than the one that cleans.</summary>
internal static class SafeText
{
    /// <summary>Whether there is nothing in the text that steers a terminal, orders letters anew or hides them.</summary>
    public static bool Is(string text) => text.EnumerateRunes().All(letter => letter.Value is '\n' or '\t'
        or not (< 0x20 or (>= 0x7F and < 0xA0) or 0xAD or 0x61C or 0x180E or 0x200B or 0x200E or 0x200F or (>= 0x2028 and <= 0x202E) or (>= 0x2060 and <= 0x206F)
            or 0xFEFF or (>= 0xFFF9 and <= 0xFFFB) or 0x115F or 0x1160 or 0x3164 or 0xFFA0 or (>= 0xE0000 and <= 0xE00FF)));
}
