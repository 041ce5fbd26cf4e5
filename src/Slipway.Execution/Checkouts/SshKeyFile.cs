using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Slipway.Linux.Files;

namespace Slipway.Execution.Checkouts;

/// <summary>A private key of the project's folder <c>.slipway/ssh</c>, and its public half where that lies beside it as <c>HOST.pub</c>.</summary>
/// <param name="Host">The file's name: what the key is for.</param>
/// <param name="Content">The private key.</param>
/// <param name="PublicKey">As ssh-keygen writes it; null: it is not there.</param>
internal sealed record SshKeyFile(string Host, byte[] Content, string? PublicKey)
{
    public const string Folder = ".slipway/ssh";

    private const string PublicEnding = ".pub";
    private const int MostBytes = 1 << 16;

    /// <summary>All keys of a project by host. Names that begin with a dot are none: .gitignore and the like.</summary>
    /// <exception cref="IOException">One is a link, no regular file, or larger than a key.</exception>
    public static IReadOnlyList<SshKeyFile> ReadAll(ConfinedFolder project) =>
    [
        .. project.List(Folder)
            .Where(entry => entry.Kind != FileKind.Folder && !entry.Name.StartsWith('.') && !entry.Name.EndsWith(PublicEnding, StringComparison.Ordinal))
            .Select(entry => Read(project, entry.Name)).OfType<SshKeyFile>(),
    ];

    /// <summary>Whether one of the fingerprints is this key's. A key without its public file beside it has none to choose by: it is taken.</summary>
    public bool IsCalled(IReadOnlyList<string> fingerprints) =>
        fingerprints.Count == 0 || PublicKey is null || Fingerprints(PublicKey).Intersect(fingerprints.Select(Normal), StringComparer.Ordinal).Any();

    private static SshKeyFile? Read(ConfinedFolder project, string host) =>
        host.Any(letter => char.IsWhiteSpace(letter) || char.IsControl(letter)) ? throw new IOException($"{Path.Combine(project.Path, Folder)} has a file whose name is no host: it has blanks or control characters")
        : project.TryRead($"{Folder}/{host}", MostBytes) is { } content ? new(host, content, ReadPublic(project, host))
        : null;

    private static string? ReadPublic(ConfinedFolder project, string host) =>
        project.TryRead($"{Folder}/{host}{PublicEnding}", MostBytes) is { } content ? Encoding.UTF8.GetString(content) : null;

    /// <summary>SHA-256 and MD5 of a public key, as ssh-keygen and CircleCI write them.</summary>
    private static IEnumerable<string> Fingerprints(string publicKey)
    {
        var blob = new byte[publicKey.Length];
        if (!Convert.TryFromBase64String(publicKey.Split(' ', StringSplitOptions.RemoveEmptyEntries).ElementAtOrDefault(1) ?? "", blob, out var length))
        {
            yield break;
        }

        blob = blob[..length];
        yield return "SHA256:" + Convert.ToBase64String(SHA256.HashData(blob)).TrimEnd('=');
#pragma warning disable CA5351 // The name of a key, by which CircleCI's server calls it, not a protection.
        yield return string.Join(':', MD5.HashData(blob).Select(value => value.ToString("x2", CultureInfo.InvariantCulture)));
#pragma warning restore CA5351
    }

    private static string Normal(string fingerprint) => fingerprint.StartsWith("MD5:", StringComparison.OrdinalIgnoreCase) ? fingerprint[4..].ToLowerInvariant() : fingerprint.TrimEnd('=');
}
