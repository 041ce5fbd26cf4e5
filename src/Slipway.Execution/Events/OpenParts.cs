using Slipway.Linux.Files;
using Slipway.Model.Events;

namespace Slipway.Execution.Events;

/// <summary>The logs and artifacts that a journal is getting from a stream. What has not ended when it is disposed ends there: of artifacts, nothing is kept.</summary>
internal sealed class OpenParts(IRunJournal journal) : IDisposable
{
    private readonly Dictionary<(JobRef Job, string Log), IOpenLog> _logs = [];

    /// <summary>Null: it has no place.</summary>
    private readonly Dictionary<(JobRef Job, string Path), IOpenArtifact?> _artifacts = [];

    private readonly List<string> _refused = [];

    /// <summary>Why artifacts have no place.</summary>
    public IReadOnlyList<string> Refused => _refused;

    public void Write(LogWritten written)
    {
        if (!_logs.TryGetValue((written.Job, written.Log), out var opened))
        {
            opened = journal.OpenLog(written.Job, written.Step, written.Log);
            _logs[(written.Job, written.Log)] = opened;
        }

        if (!written.Output.IsEmpty)
        {
            opened.Write(written.Output.Span, written.Time);
        }
    }

    public void End(LogEnded ended)
    {
        if (_logs.Remove((ended.Job, ended.Log), out var log))
        {
            log.Dispose();
        }
    }

    public void Write(ArtifactWritten written)
    {
        if (!_artifacts.TryGetValue((written.Job, written.Path), out var opened))
        {
            opened = TryOpen(written);
            _artifacts[(written.Job, written.Path)] = opened;
        }

        opened?.Write(written.Content.Span);
    }

    public void End(ArtifactEnded ended)
    {
        if (_artifacts.Remove((ended.Job, ended.Path), out var removed))
        {
            using var artifact = removed;
            if (ended.IsWhole)
            {
                artifact?.Complete();
            }
        }
    }

    public void Dispose()
    {
        foreach (var open in _logs.Values.Concat<IDisposable?>(_artifacts.Values))
        {
            open?.Dispose();
        }
    }

    private IOpenArtifact? TryOpen(ArtifactWritten written)
    {
        try
        {
            return journal.OpenArtifact(written.Job, written.Path);
        }
        catch (RefusedPathException refused)
        {
            _refused.Add(refused.Message);
            return null;
        }
    }
}
