using System.Text.Json;

namespace Slipway.Engines.Settings;

/// <summary>Knows the file that each setting belongs to, so that one in the wrong file is told where it goes.</summary>
public static class SettingPlaces
{
    public const string JobsFile = "/etc/slipway/jobs.json";

    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>The settings for jobs, with what each decides; those of engines are the members of <see cref="EngineSettings"/>.</summary>
    public static IReadOnlyDictionary<string, string> OfJobs { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["extraHosts"] = "it names hosts for jobs",
        ["orbs"] = "it names orbs of projects",
        ["orbHosts"] = "it decides what around this machine configs make it ask",
        ["publishedPorts"] = "it is about jobs and their engines",
        ["untrusted"] = "a repository does not say whom this machine trusts",
        ["subnets"] = "it decides which addresses of this machine's network the jobs take",
        ["allowPublicSubnets"] = "it decides which addresses of this machine's network the jobs take",
        ["limits"] = "it decides how much of this machine's disk jobs fill",
        ["network"] = "it decides how this machine connects its jobs",
    };

    /// <summary>The first member of a file that belongs to another file.</summary>
    /// <param name="json">The file; where it is no object, nothing is found.</param>
    /// <param name="own">The names that the file may have.</param>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static string? FindMisplaced(ReadOnlyMemory<byte> json, IReadOnlySet<string> own)
    {
        using var document = JsonDocument.Parse(json, Lenient);
        try
        {
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.EnumerateObject().Select(member => Misplaced(member, own)).FirstOrDefault(found => found is not null)
                : null;
        }
        catch (InvalidOperationException failure)
        {
            throw new JsonException("a name in it is no text", failure);
        }
    }

    /// <summary>Some editors begin a file with a byte order mark.</summary>
    public static ReadOnlyMemory<byte> WithoutMark(byte[] text) => text.AsSpan().StartsWith("\ufeff"u8) ? text.AsMemory("\ufeff"u8.Length) : text;

    private static string? Misplaced(JsonProperty member, IReadOnlySet<string> own)
    {
        // Both files have a network: the engines' is an object, the jobs' a word. What is neither is a mistake in whichever file it stands.
        if (member.Name == "network" && member.Value.ValueKind is not (JsonValueKind.Object or JsonValueKind.String) && own.Contains(member.Name))
        {
            return null;
        }
        var isEngines = IsEngines(member.Name) && (member.Name != "network" || member.Value.ValueKind == JsonValueKind.Object);
        var isOwn = own.Contains(member.Name) && (member.Name != "network" || isEngines == own.Contains("poolSize"));
        return isOwn ? null
            : isEngines ? $"the setting '{member.Name}' is about this machine's engines and belongs into its file {SettingsFile.DefaultPath}"
            : OfJobs.TryGetValue(member.Name, out var reason) ? $"the setting '{member.Name}' belongs into this machine's file {JobsFile}: {reason}"
            : null;
    }

    private static bool IsEngines(string name) => SettingsJson.Default.EngineSettings.Properties.Any(property => property.Name == name);
}
