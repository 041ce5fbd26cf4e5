using Slipway.Model.Runners;

namespace Slipway.Runner.Journals;

/// <summary>A job's journal folder as the streams that the server knows: each file that only grows is one.</summary>
/// <param name="folder">Of one node of one job, see <c>FolderJournal</c>.</param>
internal sealed class JournalFiles(string folder)
{
    private const string LogEnd = ".log";
    private const string TimesEnd = ".log.times";

    public string Events => Path.Combine(folder, "events.jsonl");

    /// <summary>What grows while the job runs, without the events.</summary>
    public IEnumerable<(string Stream, string File)> Growing()
    {
        foreach (var file in FilesBelow("logs"))
        {
            var name = Path.GetFileName(file);
            if (name.EndsWith(TimesEnd, StringComparison.Ordinal))
            {
                yield return (JournalStream.Times(name[..^TimesEnd.Length]), file);
            }
            else if (name.EndsWith(LogEnd, StringComparison.Ordinal))
            {
                yield return (JournalStream.Log(name[..^LogEnd.Length]), file);
            }
        }

        if (Path.Combine(folder, "continuation.json") is var continuation && File.Exists(continuation))
        {
            yield return (JournalStream.Continuation, continuation);
        }

        foreach (var file in FilesBelow("tests"))
        {
            yield return (JournalStream.Tests, file);
        }
    }

    /// <summary>What is whole once the job has ended: an artifact may be replaced until then.</summary>
    public IEnumerable<(string Stream, string File)> Artifacts()
    {
        // artifacts/JOB/NODE/PATH, of one job and one node.
        var root = Path.Combine(folder, "artifacts");
        foreach (var file in FilesBelow("artifacts"))
        {
            yield return (JournalStream.Artifact(string.Join('/', Path.GetRelativePath(root, file).Split('/')[2..])), file);
        }
    }

    private string[] FilesBelow(string name)
    {
        try
        {
            return Directory.GetFiles(Path.Combine(folder, name), "*", SearchOption.AllDirectories);
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }
}
