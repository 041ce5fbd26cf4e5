using System.Runtime.InteropServices;

namespace Slipway.Linux.Identity;

/// <summary>A user as the machine's lists of users have it.</summary>
/// <param name="Id">The user's number.</param>
/// <param name="Group">The number of the user's first group.</param>
/// <param name="Name">As it is typed to log in.</param>
/// <param name="Home">Where the user's own settings lie.</param>
public sealed partial record UserAccount(uint Id, uint Group, string Name, string Home)
{
    private const int LongestEntry = 1 << 16;

    /// <returns>Null: the machine knows no user of this number.</returns>
    public static unsafe UserAccount? Find(uint id)
    {
        var texts = new byte[LongestEntry];
        fixed (byte* buffer = texts)
        {
            Entry entry;
            Entry* found;
            return GetEntry(id, &entry, buffer, texts.Length, &found) == 0 && found is not null
                ? new UserAccount(entry.User, entry.Group, Text(entry.Name), Text(entry.Home))
                : null;
        }
    }

    /// <summary>A user for a message: the name with the number, or the number alone.</summary>
    public static string Describe(uint id) => Find(id) is { } account ? $"{account.Name} (user {id})" : $"user {id}";

    private static string Text(nint bytes) => Marshal.PtrToStringUTF8(bytes) ?? "";

    [LibraryImport("libc", EntryPoint = "getpwuid_r")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static unsafe partial int GetEntry(uint id, Entry* entry, byte* texts, nint length, Entry** found);

    /// <summary>The C library's <c>struct passwd</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Entry
    {
        public nint Name;
        public nint Password;
        public uint User;
        public uint Group;
        public nint Description;
        public nint Home;
        public nint Shell;
    }
}
