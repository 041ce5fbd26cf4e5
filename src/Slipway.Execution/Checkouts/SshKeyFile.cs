using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Slipway.Linux.Files;
using Slipway.Linux.Tools;

namespace Slipway.Execution.Checkouts;

/// <summary>A private key of the project's folder <c>.slipway/ssh</c>, and its public half.</summary>
/// <param name="Host">The file's name: what the key is for.</param>
/// <param name="Content">The private key.</param>
/// <param name="PublicKey">As ssh-keygen writes it; null: it is neither beside the key as <c>HOST.pub</c> nor can it be made of it, as where a passphrase protects the key.</param>
internal sealed record SshKeyFile(string Host, byte[] Content, string? PublicKey)
{
    public const string Folder = ".slipway/ssh";

    private const string PublicEnding = ".pub";
    private const int MostBytes = 1 << 16;

    /// <summary>The public key itself.</summary>
    private readonly byte[]? _blob = BlobOf(PublicKey);

    /// <summary>As ssh-keygen names it: <c>SHA256:…</c>; null: it is not known.</summary>
    public string? Fingerprint => _blob is null ? null : "SHA256:" + Convert.ToBase64String(SHA256.HashData(_blob)).TrimEnd('=');

#pragma warning disable CA5351 // The name of a key, by which CircleCI's server calls it, not a protection.
    /// <summary>As CircleCI names it: pairs of hexadecimal digits with colons; null: it is not known.</summary>
    public string? OldFingerprint => _blob is null ? null : string.Join(':', MD5.HashData(_blob).Select(value => value.ToString("x2", CultureInfo.InvariantCulture)));
#pragma warning restore CA5351

    /// <summary>All keys of a project by host. Names that begin with a dot are none: .gitignore and the like.</summary>
    /// <exception cref="IOException">One is a link, no regular file, or larger than a key.</exception>
    public static async Task<IReadOnlyList<SshKeyFile>> ReadAllAsync(ConfinedFolder project, CancellationToken cancellationToken)
    {
        List<SshKeyFile> keys = [];
        foreach (var entry in project.List(Folder).Where(entry => entry.Kind != FileKind.Folder && !entry.Name.StartsWith('.') && !entry.Name.EndsWith(PublicEnding, StringComparison.Ordinal)))
        {
            if (await ReadAsync(project, entry.Name, cancellationToken) is { } key)
            {
                keys.Add(key);
            }
        }

        return keys;
    }

    /// <summary>Whether a fingerprint is this key's, in either form.</summary>
    public bool IsCalled(string fingerprint) => _blob is not null
        && (fingerprint.StartsWith("SHA256:", StringComparison.OrdinalIgnoreCase)
            ? fingerprint.AsSpan(7).TrimEnd('=').SequenceEqual(Fingerprint.AsSpan(7))
            : Digits(fingerprint.StartsWith("MD5:", StringComparison.OrdinalIgnoreCase) ? fingerprint[4..] : fingerprint) == Digits(OldFingerprint!));

    private static string Digits(string fingerprint) => fingerprint.Replace(":", "", StringComparison.Ordinal).ToLowerInvariant();

    private static async Task<SshKeyFile?> ReadAsync(ConfinedFolder project, string host, CancellationToken cancellationToken)
    {
        if (host.Any(letter => char.IsWhiteSpace(letter) || char.IsControl(letter)))
        {
            throw new IOException($"{Path.Combine(project.Path, Folder)} has a file whose name is no host: it has blanks or control characters");
        }

        return project.TryRead($"{Folder}/{host}", MostBytes) is { } content
            ? new(host, content, ReadPublic(project, host) ?? await MakePublicAsync(content, cancellationToken))
            : null;
    }

    private static string? ReadPublic(ConfinedFolder project, string host) =>
        project.TryRead($"{Folder}/{host}{PublicEnding}", MostBytes) is { } content ? Encoding.UTF8.GetString(content) : null;

    private static async Task<string?> MakePublicAsync(byte[] key, CancellationToken cancellationToken)
    {
        const string Program = "ssh-keygen";
        return ToolPath.Find(Program) is not null
            && await ToolRun.RunAsync(Program, ["-y", "-P", "", "-f", "/proc/self/fd/0"], Encoding.UTF8.GetString(key), cancellationToken) is { ExitCode: 0 } made ? made.Output : null;
    }

    private static byte[]? BlobOf(string? publicKey)
    {
        var text = publicKey?.Split(' ', StringSplitOptions.RemoveEmptyEntries).ElementAtOrDefault(1)?.Trim() ?? "";
        var blob = new byte[text.Length];
        return Convert.TryFromBase64String(text, blob, out var length) && length > 0 ? blob[..length] : null;
    }
}
