using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Slipway.Linux.Files;
using Slipway.Model.Events;
using Slipway.Model.Runners;

namespace Slipway.Server.Journals;

/// <summary>
/// The journal of one assignment as files that only grow: one for the events, one for each log, one for each artifact. A stream of the runner's is a file here, and a place in
/// it is the same offset on both sides. Every view of a log reads its file. One writer at a time; any number of readers.
/// </summary>
/// <param name="folder">Of the assignment.</param>
public sealed class AssignmentJournal(string folder)
{
    /// <summary>Adds bytes to a stream, and sees to it that a loss of power does not take them.</summary>
    /// <param name="offset">Where they belong. What is there already is not written again.</param>
    /// <returns>How much of the stream is there then: less than was given where something before it is missing.</returns>
    /// <exception cref="InvalidDataException">There is no such stream.</exception>
    public async Task<long> AppendAsync(string stream, long offset, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var path = PathOf(stream) ?? throw new InvalidDataException($"There is no stream {stream}.");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!, FileModes.PrivateFolder);
        await using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, bufferSize: 0);
        var known = file.Length;
        if (offset > known || offset + content.Length <= known)
        {
            return known;
        }

        file.Position = known;
        await file.WriteAsync(content[(int)(known - offset)..], cancellationToken);
        DiskFlush.Of(file);
        return file.Length;
    }

    /// <summary>How much of a stream is there.</summary>
    public long LengthOf(string stream) => PathOf(stream) is { } path && new FileInfo(path) is { Exists: true } file ? file.Length : 0;

    /// <summary>Opens a stream for reading, also while it grows.</summary>
    /// <returns>Null: nothing of it is there.</returns>
    public FileStream? TryOpen(string stream)
    {
        try
        {
            return PathOf(stream) is { } path ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0) : null;
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>What has happened so far.</summary>
    public async Task<IReadOnlyList<RunEvent>> EventsAsync(CancellationToken cancellationToken)
    {
        var events = new List<RunEvent>();
        await foreach (var line in LinesAsync(JournalStream.Events, cancellationToken))
        {
            if (RunEventJson.TryRead(line) is { } happened)
            {
                events.Add(happened);
            }
        }

        return events;
    }

    /// <summary>The lines of a stream. The last one may be there in part only.</summary>
    public async IAsyncEnumerable<string> LinesAsync(string stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var file = TryOpen(stream);
        if (file is null)
        {
            yield break;
        }

        using var reader = new StreamReader(file);
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            yield return line;
        }
    }

    /// <summary>A runner names streams: what they name becomes no path.</summary>
    private string? PathOf(string stream) =>
        stream == JournalStream.Events ? Path.Combine(folder, "events.jsonl")
        : stream == JournalStream.Continuation ? Path.Combine(folder, "continuation.json")
        : stream == JournalStream.Tests ? Path.Combine(folder, "tests.jsonl")
        : JournalStream.LogOf(stream) is { } log ? Path.Combine(folder, "logs", log + ".log")
        : JournalStream.TimesOf(stream) is { } times ? Path.Combine(folder, "logs", times + ".times")
        : JournalStream.ArtifactOf(stream) is { } artifact ? Path.Combine(folder, "artifacts", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(artifact))))
        : null;
}
