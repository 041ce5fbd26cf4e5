using System.Text;
using Slipway.Server.Intake;

namespace Slipway.Server.Git;

/// <summary>The beginning of a push: what it wants, before the objects.</summary>
/// <param name="Options">That were given with it.</param>
/// <param name="HasSideBand">Whether the answer may hold words for people.</param>
/// <param name="Read">All that was read of the request.</param>
/// <remarks>https://git-scm.com/docs/gitprotocol-pack#_reference_update_request_and_packfile_transfer.</remarks>
internal sealed record PushRequest(IReadOnlyList<RefChange> Changes, IReadOnlyList<string> Options, bool HasSideBand, byte[] Read)
{
    private const int MostBytes = 1 << 20;

    /// <exception cref="InvalidDataException">It is not in git's form, or wants very much at once.</exception>
    public static async Task<PushRequest> ReadAsync(Stream body, CancellationToken cancellationToken)
    {
        using var read = new MemoryStream();
        var changes = new List<RefChange>();
        string[] capabilities = [];
        while (await ReadLineAsync(body, read, cancellationToken) is { } line)
        {
            if (changes.Count == 0 && line.Split('\0', 2) is [var command, var list])
            {
                (line, capabilities) = (command, list.Split(' ', StringSplitOptions.RemoveEmptyEntries));
            }

            if (!line.StartsWith("shallow ", StringComparison.Ordinal))
            {
                changes.Add(ChangeOf(line));
            }
        }

        var options = new List<string>();
        while (changes.Count > 0 && capabilities.Contains("push-options") && await ReadLineAsync(body, read, cancellationToken) is { } option)
        {
            options.Add(option);
        }

        return new PushRequest(changes, options, capabilities.Contains("side-band-64k"), read.ToArray());
    }

    private static RefChange ChangeOf(string line) =>
        line.Split(' ', 3) is [var old, var @new, { Length: > 0 } name] && IsId(old) && IsId(@new) ? new RefChange(name, old, @new) : throw new InvalidDataException("The request is not in git's form.");

    private static bool IsId(string text) => text.Length is 40 or 64 && text.All(char.IsAsciiHexDigitLower);

    private static async Task<string?> ReadLineAsync(Stream body, MemoryStream read, CancellationToken cancellationToken)
    {
        if (read.Length > MostBytes)
        {
            throw new InvalidDataException("The push changes too many refs at once.");
        }

        return await PacketLine.ReadAsync(body, read, cancellationToken) is { } content ? Encoding.UTF8.GetString(content).TrimEnd('\n') : null;
    }
}
