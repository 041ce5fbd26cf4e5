using System.Text;
using System.Text.Json;

namespace Slipway.Engines.Networks;

/// <summary>Finds engines' elements in what <c>nft -j list table</c> says.</summary>
internal static class NetworkElements
{
    /// <summary>A script that deletes every element of the given links, and the addresses those links had.</summary>
    public static string Deletions(string listing, string table, IReadOnlySet<string> links)
    {
        var script = new StringBuilder();
        using var document = JsonDocument.Parse(listing);
        foreach (var set in Sets(document.RootElement))
        {
            var name = set.GetProperty("name").GetString();
            foreach (var concat in Concatenations(set).Where(concat => links.Contains(concat[0].ToString())))
            {
                script.AppendLine($"delete element {table} {name} {{ \"{concat[0]}\" . {Address(concat[1])} }}");
            }
        }
        foreach (var address in Addresses(listing, links))
        {
            // Added first, so that a half-made engine's missing element is no error.
            script.AppendLine($"add element {table} addresses {{ {address} }}").AppendLine($"delete element {table} addresses {{ {address} }}");
        }
        return script.ToString();
    }

    /// <summary>The addresses from which the given links may speak.</summary>
    public static IReadOnlySet<string> Addresses(string listing, IReadOnlySet<string> links)
    {
        using var document = JsonDocument.Parse(listing);
        return Sets(document.RootElement).Where(set => set.GetProperty("name").GetString() == "engines").SelectMany(Concatenations)
            .Where(concat => links.Contains(concat[0].ToString())).Select(concat => Address(concat[1])).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>The links that have an element in any set.</summary>
    public static IReadOnlySet<string> Links(string listing)
    {
        using var document = JsonDocument.Parse(listing);
        return Sets(document.RootElement).SelectMany(Concatenations).Where(concat => concat[0].ValueKind == JsonValueKind.String)
            .Select(concat => concat[0].ToString()).ToHashSet(StringComparer.Ordinal);
    }

    private static IEnumerable<JsonElement> Sets(JsonElement root)
    {
        foreach (var entry in root.GetProperty("nftables").EnumerateArray())
        {
            if (entry.TryGetProperty("set", out var set) && set.TryGetProperty("elem", out _))
            {
                yield return set;
            }
        }
    }

    private static IEnumerable<JsonElement> Concatenations(JsonElement set)
    {
        foreach (var element in set.GetProperty("elem").EnumerateArray())
        {
            if (element.ValueKind == JsonValueKind.Object && element.TryGetProperty("concat", out var concat))
            {
                yield return concat;
            }
        }
    }

    private static string Address(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String)
        {
            return value.ToString();
        }
        if (value.TryGetProperty("prefix", out var prefix))
        {
            return $"{prefix.GetProperty("addr")}/{prefix.GetProperty("len")}";
        }
        var range = value.GetProperty("range");
        return $"{range[0]}-{range[1]}";
    }
}
