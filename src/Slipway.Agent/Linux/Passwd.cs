using System.Globalization;

namespace Slipway.Agent.Linux;

/// <summary>
/// One line of /etc/passwd. The file is read here because a static program cannot ask the C library, whose answers come from
/// modules that it would load.
/// </summary>
internal sealed record Passwd(string Name, uint UserId, uint GroupId, string Home, string Shell)
{
    public static Passwd? Find(uint userId, string file = "/etc/passwd") => All(file).FirstOrDefault(entry => entry.UserId == userId);

    public static Passwd? Find(string name, string file = "/etc/passwd") => All(file).FirstOrDefault(entry => entry.Name == name);

    /// <summary>The ids of <c>user</c> or <c>user:group</c>, each a name or a number.</summary>
    public static (uint User, uint Group, string? Home)? Resolve(string user, string passwd = "/etc/passwd", string groups = "/etc/group")
    {
        var parts = user.Split(':', 2);
        var isNumber = uint.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var id);
        var entry = isNumber ? Find(id, passwd) : Find(parts[0], passwd);
        if (entry is null && !isNumber)
        {
            return null;
        }

        var group = parts.Length == 2 ? ResolveGroup(parts[1], groups) : entry?.GroupId ?? 0;
        return group is null ? null : (entry?.UserId ?? id, group.Value, entry?.Home);
    }

    /// <summary>The ids of the groups that list the user as a member.</summary>
    public static IReadOnlyList<uint> GroupsOf(string name, string file = "/etc/group") =>
        [.. Fields(file, 4).Where(f => f[3].Split(',').Contains(name)).Select(f => Number(f[2])).OfType<uint>()];

    private static uint? ResolveGroup(string group, string file) =>
        uint.TryParse(group, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? id
            : Fields(file, 3).Where(f => f[0] == group).Select(f => Number(f[2])).FirstOrDefault();

    private static IEnumerable<Passwd> All(string file)
    {
        foreach (var fields in Fields(file, 7))
        {
            if (Number(fields[2]) is { } user && Number(fields[3]) is { } group)
            {
                yield return new Passwd(fields[0], user, group, fields[5], fields[6]);
            }
        }
    }

    private static IEnumerable<string[]> Fields(string file, int count) =>
        File.Exists(file) ? File.ReadLines(file).Select(line => line.Split(':')).Where(fields => fields.Length >= count) : [];

    private static uint? Number(string text) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
