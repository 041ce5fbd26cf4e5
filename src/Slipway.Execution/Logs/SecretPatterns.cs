using System.Buffers;
using System.Text;

namespace Slipway.Execution.Logs;

/// <summary>
/// The byte sequences that must not be seen in a log: the values of project and context variables, their lines when they have
/// several, and their base64 and URL-encoded forms. As on CircleCI, values under four characters and booleans are no secrets.
/// </summary>
/// <remarks>https://circleci.com/docs/guides/security/env-vars/#secrets-masking.</remarks>
public sealed class SecretPatterns
{
    private const int ShortestSecret = 4;
    private static readonly string[] NoSecrets = ["true", "True", "false", "False"];
    private readonly ILookup<byte, byte[]> _byFirst;

    public SecretPatterns(IEnumerable<string> values)
    {
        var patterns = values.SelectMany(Forms)
            .Where(form => form.Length >= ShortestSecret)
            .Distinct()
            .Select(Encoding.UTF8.GetBytes)
            .ToList();
        // The longest first, so that a secret that begins another one does not leave the rest of it.
        _byFirst = patterns.OrderByDescending(pattern => pattern.Length).ToLookup(pattern => pattern[0]);
        FirstBytes = SearchValues.Create([.. _byFirst.Select(group => group.Key)]);
        IsEmpty = patterns.Count == 0;
    }

    public bool IsEmpty { get; }

    /// <summary>The bytes that a secret can begin with.</summary>
    public SearchValues<byte> FirstBytes { get; }

    /// <summary>How long the secret is that begins here: 0 for none, -1 when more bytes must come to know.</summary>
    /// <param name="bytes">Not empty.</param>
    /// <param name="isLast">Nothing more comes.</param>
    public int Match(ReadOnlySpan<byte> bytes, bool isLast)
    {
        foreach (var pattern in _byFirst[bytes[0]])
        {
            if (bytes.StartsWith(pattern))
            {
                return pattern.Length;
            }

            if (!isLast && bytes.Length < pattern.Length && pattern.AsSpan().StartsWith(bytes))
            {
                return -1;
            }
        }

        return 0;
    }

    private static IEnumerable<string> Forms(string value)
    {
        if (value.Length < ShortestSecret || NoSecrets.Contains(value))
        {
            return [];
        }

        var bytes = Encoding.UTF8.GetBytes(value);
        string[] encoded = [value, Uri.EscapeDataString(value), Convert.ToBase64String(bytes), Convert.ToBase64String([.. bytes, (byte)'\n'])];
        return [.. encoded, .. value.Split('\n').Select(line => line.TrimEnd('\r')), .. Shifted(bytes)];
    }

    /// <summary>The base64 letters that depend on the secret alone, when it stands one or two bytes into a longer text.</summary>
    private static IEnumerable<string> Shifted(byte[] secret)
    {
        for (var shift = 0; shift < 3; shift++)
        {
            var text = Convert.ToBase64String([.. new byte[shift], .. secret]).TrimEnd('=');
            var first = (shift * 8 + 5) / 6;
            var whole = (shift + secret.Length) * 8 / 6;
            // Short pieces would mask innocent text.
            if (whole - first >= 8)
            {
                yield return text[first..whole];
            }
        }
    }
}
