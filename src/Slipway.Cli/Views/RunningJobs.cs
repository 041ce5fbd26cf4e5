using Slipway.Cli.Terminals;
using Slipway.Model.Events;
using Slipway.Model.Texts;

namespace Slipway.Cli.Views;

/// <summary>The jobs that run now, and the rows that show them: a row for each with its step and its time, and below it the last lines of its output as far as there is room.</summary>
internal sealed class RunningJobs(TimeProvider clock)
{
    private const int MostLines = 6;
    private const string Indent = "    ";
    private readonly Dictionary<JobRef, RunningJob> _jobs = [];

    public void Begin(JobRef job) => _jobs[job] = new RunningJob(clock.GetTimestamp());

    public void End(JobRef job) => _jobs.Remove(job);

    public bool Contains(JobRef job) => _jobs.ContainsKey(job);

    public void BeginStep(JobRef job, int index, string step) => _jobs.GetValueOrDefault(job)?.Begin(index, step, clock.GetTimestamp());

    /// <summary>Of any step that has begun: those in the background end long after others began.</summary>
    public string NameOf(JobRef job, int step) => _jobs.GetValueOrDefault(job)?.Names.GetValueOrDefault(step) ?? "";

    public void Wrote(JobRef job, ReadOnlySpan<byte> output) => _jobs.GetValueOrDefault(job)?.Tail.Add(output);

    /// <summary>Each cut to one row.</summary>
    /// <param name="spinner">Shows that time goes by.</param>
    public List<string> Rows((int Width, int Height) size, char spinner)
    {
        // The row that the cursor comes from stays.
        var room = Math.Max(1, size.Height - 2);
        var shown = _jobs.Count <= room ? _jobs.Count : room - 1;
        var rows = new List<string>();
        foreach (var (place, (job, running)) in _jobs.Take(shown).Index())
        {
            rows.Add(Columns.Cut($"{spinner} {EventText.Name(job)}  {running.Step}  {DurationText.Of(clock.GetElapsedTime(running.StepBegan))}", size.Width - 1));
            var lines = Math.Min(MostLines, Share(room - shown, shown, place));
            rows.AddRange(running.Tail.Last(lines).Select(line => Columns.Cut(Indent + line, size.Width - 1)));
        }

        if (shown < _jobs.Count)
        {
            rows.Add(Columns.Cut($"{spinner} and {CountText.Of(_jobs.Count - shown, shown == 0 ? "job" : "more job")}", size.Width - 1));
        }

        return rows;
    }

    /// <summary>What one of several gets of something that is shared out evenly, the first of them what is over.</summary>
    private static int Share(int all, int count, int place) => all / count + (place < all % count ? 1 : 0);

    private sealed class RunningJob(long began)
    {
        public Dictionary<int, string> Names { get; } = [];

        public string Step { get; private set; } = "";

        public long StepBegan { get; private set; } = began;

        public OutputTail Tail { get; } = new();

        public void Begin(int index, string step, long now)
        {
            Names[index] = step;
            Step = step;
            StepBegan = now;
            Tail.Clear();
        }
    }
}
