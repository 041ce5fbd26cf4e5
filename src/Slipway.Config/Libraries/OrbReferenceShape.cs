using System.Text.RegularExpressions;

namespace Slipway.Config.Libraries;

/// <summary>Tells whether a text can be the reference of an orb at all; what it leads to is the source's affair.</summary>
internal static partial class OrbReferenceShape
{
    public static bool IsGood(string reference) => reference.StartsWith("https://", StringComparison.Ordinal) || Registry().IsMatch(reference);

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9_.-]*/[A-Za-z0-9][A-Za-z0-9_.-]*@(dev:[^\s]*|v?\d+(\.\d+){0,2}|volatile)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Registry();
}
