using System.Globalization;
using System.Text;
using Slipway.Execution.Failures;
using Slipway.Model.Texts;

namespace Slipway.Execution.Caches;

/// <summary>Expands a cache key's <c>{{ … }}</c>.</summary>
/// <remarks>https://circleci.com/docs/reference/configuration-reference/#savecache, "templates".</remarks>
public sealed class CacheKeyTemplate(CacheKeyValues values, Func<string, Task<byte[]>> checksum)
{
    public const int LongestKey = 900;

    /// <exception cref="JobFailedException">The template is wrong, or a file for a checksum is not there.</exception>
    public async Task<string> ExpandAsync(string template)
    {
        var key = new StringBuilder();
        var position = 0;
        while (template.IndexOf("{{", position, StringComparison.Ordinal) is >= 0 and var start)
        {
            var end = template.IndexOf("}}", start, StringComparison.Ordinal);
            if (end < 0)
            {
                throw new JobFailedException($"error computing cache key: '{{{{' without '}}}}' in {template}");
            }

            key.Append(template, position, start - position).Append(await ValueAsync(template[(start + 2)..end].Trim('-', ' ', '\t')));
            position = end + 2;
        }

        key.Append(template, position, template.Length - position);
        return key.Length <= LongestKey
            ? key.ToString()
            : throw new JobFailedException($"error computing cache key: it is {CountText.Of(key.Length, "character")} long, at most {LongestKey} are allowed");
    }

    private async Task<string> ValueAsync(string expression)
    {
        var words = expression.Split((char[])[' ', '\t'], 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return words switch
        {
            [".Branch"] => values.Branch,
            [".BuildNum"] => values.Build.ToString(CultureInfo.InvariantCulture),
            [".Revision"] => values.Revision,
            [".CheckoutKey"] => values.CheckoutKey,
            ["epoch"] => values.Now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            ["arch"] => values.Architecture,
            ["checksum", var file] => Convert.ToBase64String(await checksum(Unquote(file))).Replace('/', '_'),
            [var name] when name.StartsWith(".Environment.", StringComparison.Ordinal) => values.Environment.GetValueOrDefault(name[".Environment.".Length..], ""),
            _ => throw new JobFailedException(
                $"error computing cache key: there is no template {{{{ {expression} }}}}; there are .Branch, .BuildNum, .Revision, .CheckoutKey, .Environment.NAME, checksum \"file\", epoch and arch"),
        };
    }

    private static string Unquote(string text) => text.Length >= 2 && text[0] == text[^1] && text[0] is '"' or '`' ? text[1..^1] : text;
}

/// <summary>What cache keys may name.</summary>
public sealed record CacheKeyValues
{
    public string Branch { get; init; } = "";

    public int Build { get; init; }

    public string Revision { get; init; } = "";

    public string CheckoutKey { get; init; } = "";

    public required string Architecture { get; init; }

    public required DateTimeOffset Now { get; init; }

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
}
