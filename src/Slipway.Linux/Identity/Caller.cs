using System.Globalization;
using Slipway.Linux.Kernel;

namespace Slipway.Linux.Identity;

/// <summary>For whom this process works: the user it runs as and, where root does by sudo, the user who called sudo.</summary>
/// <param name="User">The process's effective user.</param>
/// <param name="Sudo">Who called sudo; null: nobody.</param>
public sealed record Caller(uint User, uint? Sudo)
{
    private const uint Root = 0;

    public static Caller Current => Of(Libc.EffectiveUser(), Environment.GetEnvironmentVariable("SUDO_UID"));

    /// <param name="user">The effective user.</param>
    /// <param name="sudo">What sudo says; nobody but root is believed to have been called by it.</param>
    public static Caller Of(uint user, string? sudo) =>
        new(user, user == Root && uint.TryParse(sudo, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null);

    public bool Owns(uint owner) => owner == User || owner == Sudo;

    public override string ToString() =>
        Sudo is { } sudo ? $"{UserAccount.Describe(User)}, called by {UserAccount.Describe(sudo)} through sudo" : UserAccount.Describe(User);
}
