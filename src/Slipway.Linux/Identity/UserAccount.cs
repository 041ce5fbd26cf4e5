using System.Runtime.InteropServices;
using Slipway.Linux.Kernel;

namespace Slipway.Linux.Identity;

/// <summary>A user as the machine's lists of users have it.</summary>
/// <param name="Id">The user's number.</param>
/// <param name="Group">The number of the user's first group.</param>
/// <param name="Name">As it is typed to log in.</param>
/// <param name="Home">Where the user's own settings lie.</param>
public sealed record UserAccount(uint Id, uint Group, string Name, string Home)
{
    private const int LongestEntry = 1 << 16;

    /// <returns>Null: the machine knows no user of this number.</returns>
    public static unsafe UserAccount? Find(uint id)
    {
        var texts = new byte[LongestEntry];
        fixed (byte* buffer = texts)
        {
            Libc.Account entry;
            Libc.Account* found;
            return Libc.FindAccount(id, &entry, buffer, texts.Length, &found) == 0 && found is not null
                ? new UserAccount(entry.User, entry.Group, Text(entry.Name), Text(entry.Home))
                : null;
        }
    }

    /// <summary>A user for a message: the name with the number, or the number alone.</summary>
    public static string Describe(uint id) => Find(id) is { } account ? $"{account.Name} (user {id})" : $"user {id}";

    private static string Text(nint bytes) => Marshal.PtrToStringUTF8(bytes) ?? "";
}
