using System.Buffers;

namespace Slipway.Config.Definitions;

/// <summary>The POSIX rule for names of environment variables.</summary>
internal static class VariableName
{
    private static readonly SearchValues<char> Allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");

    public static bool IsValid(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && !name.AsSpan().ContainsAnyExcept(Allowed);
}
