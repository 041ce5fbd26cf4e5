using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Slipway.Linux.Failures;
using Slipway.Linux.Files;
using Slipway.Model.Assignments;
using Slipway.Model.Events;

namespace Slipway.Execution.State;

/// <summary>The files of one run.</summary>
public sealed record RunFolder(string Id, string Path)
{
    private const string Logs = "logs";

    public string Events => System.IO.Path.Combine(Path, "events.jsonl");

    public string Plan => System.IO.Path.Combine(Path, "plan.json");

    /// <summary>The config that a setup workflow gave to go on with.</summary>
    public string Continued => System.IO.Path.Combine(Path, "continued.yml");

    /// <summary>The same with its parameters, as the job handed it in that was the first to do so.</summary>
    public string Continuation => System.IO.Path.Combine(Path, "continuation.json");

    /// <summary>The process that runs it, see <see cref="Slipway.Linux.Processes.OwnerProcess"/>.</summary>
    public string Owner => System.IO.Path.Combine(Path, "owner");

    /// <summary>The name of the scope of trust, written before anything else of the run that another could use. Without it, and without a record, a run is untrusted.</summary>
    public string Trust => System.IO.Path.Combine(Path, "trust");

    /// <summary>One line per layer of its workspaces.</summary>
    public string Workspace => System.IO.Path.Combine(Path, "workspace.jsonl");

    public string Kept => System.IO.Path.Combine(Path, "kept.jsonl");

    public KeptSpaces KeptSpaces => new(Kept);

    /// <summary>What it all takes, in bytes, with its workspaces: written once the run has ended.</summary>
    public string Size => System.IO.Path.Combine(Path, "size");

    /// <summary>Files on their way to their places; what lies here once the run has ended is nothing.</summary>
    public string Incoming => System.IO.Path.Combine(Path, "incoming");

    /// <summary>A file that is moved to its place when it is whole. The owner must be written before: else nobody removes what a killed run leaves.</summary>
    public WholeFile NewFile() => new(Directory.CreateDirectory(Incoming).FullName);

    /// <summary>Notes the run's trust, as a whole or not at all.</summary>
    public void WriteTrust(TrustScope trust)
    {
        using var file = NewFile();
        File.WriteAllText(file.Draft, trust.Name);
        file.MoveTo(Trust);
    }

    /// <summary>Removes <see cref="Incoming"/>, for nothing in it has a place any more.</summary>
    /// <returns>How many files were in it.</returns>
    public int TryRemoveIncoming()
    {
        try
        {
            if (!Directory.Exists(Incoming))
            {
                return 0;
            }

            var files = Directory.GetFiles(Incoming, "*", SearchOption.AllDirectories).Length;
            WorldFailure.OfFiles(() => Directory.Delete(Incoming, recursive: true));
            return files;
        }
        catch (IOException)
        {
            // Something still writes into it, after an abort: the next run removes it.
            return 0;
        }
    }

    /// <summary>Bytes that are kept for the last events, so that a full disk leaves a true end.</summary>
    public string Reserve => System.IO.Path.Combine(Path, "reserve");

    public string Artifacts => System.IO.Path.Combine(Path, "artifacts");

    /// <summary>The artifacts of one node of a job.</summary>
    public string ArtifactsOf(JobRef job) => System.IO.Path.Combine(Artifacts, UniqueName(job.Job), job.Node.ToString(CultureInfo.InvariantCulture));

    /// <summary>Where a log lies that an event names: by its id among those of its job or, in runs of older versions, by its path below the run's folder.</summary>
    /// <exception cref="IOException">That is no name of a log.</exception>
    public string PathOfLog(JobRef job, string log) =>
        log.Length > 0 && log[0] != '.' && log.All(IsSafe) ? System.IO.Path.Combine(Path, Logs, UniqueName(job.Workflow), UniqueName(job.Job), job.Node.ToString(CultureInfo.InvariantCulture), log + ".log")
        : log.StartsWith(Logs + '/', StringComparison.Ordinal) && !log.Split('/').Any(part => part is "" or "." or "..") ? System.IO.Path.Combine(Path, log)
        : throw new IOException($"no log of a run has the name {log}");

    /// <summary>A name of the user's as a file name that no other name has: one that had to be cut or changed ends with a hash.</summary>
    public static string UniqueName(string name)
    {
        var readable = FileName(name);
        return readable == name ? name : $"{readable}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..8]}";
    }

    /// <summary>A name of the user's as a file name that is safe and still readable, for files that something else tells apart.</summary>
    public static string FileName(string name)
    {
        const int MaximumLength = 60;
        var text = new StringBuilder();
        foreach (var letter in name.Length > MaximumLength ? name.AsSpan(0, MaximumLength) : name)
        {
            text.Append(IsSafe(letter) ? letter : '_');
        }

        return text.ToString().TrimStart('.') is { Length: > 0 } safe ? safe : "_";
    }

    private static bool IsSafe(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.';
}
