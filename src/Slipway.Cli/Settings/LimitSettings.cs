using Slipway.Cli.Exits;
using Slipway.Model.Assignments;

namespace Slipway.Cli.Settings;

/// <summary>How the machine's file writes <see cref="StorageLimits"/>: sizes as people write them. Every member may be left out.</summary>
internal sealed record LimitSettings
{
    public string? StepLog { get; set; }

    public string? JobLogs { get; set; }

    public string? EventLog { get; set; }

    public string? Artifacts { get; set; }

    public long? ArtifactFiles { get; set; }

    public string? TestResults { get; set; }

    public long? Tests { get; set; }

    public string? Workspace { get; set; }

    public string? ProjectCaches { get; set; }

    public string? PullRequestCaches { get; set; }

    public string? Unpacked { get; set; }

    public long? Runs { get; set; }

    public string? RunHistory { get; set; }

    public long? JobMinutes { get; set; }

    public long? KeptJobs { get; set; }

    public long? KeptDays { get; set; }

    public string? FreeSpace { get; set; }

    /// <summary>A pebibyte, and as many of anything else as nobody has: sums of them are numbers still.</summary>
    private const long MostBytes = 1L << 50;
    private const long MostOfAnything = 1_000_000_000;

    /// <summary>What is wrong with a member; null: nothing.</summary>
    public string? FindMistake() =>
        Sizes().Where(size => size.Text is not null && SizeOf(size.Text) is null or > MostBytes).Select(size => $"limits.{size.Name} has '{size.Text}'; write a size such as 512M or 10G").FirstOrDefault()
        ?? Counts().Where(count => count.Value is < 1 or > MostOfAnything).Select(count => $"limits.{count.Name} has {count.Value}; write 1 to {MostOfAnything}").FirstOrDefault();

    /// <param name="file">Where they stand.</param>
    public StorageLimits ToLimits(string file)
    {
        var usual = new StorageLimits();
        return usual with
        {
            File = file,
            StepLog = SizeOr(usual.StepLog, StepLog),
            JobLogs = SizeOr(usual.JobLogs, JobLogs),
            EventLog = SizeOr(usual.EventLog, EventLog),
            Artifacts = SizeOr(usual.Artifacts, Artifacts),
            ArtifactFiles = ArtifactFiles ?? usual.ArtifactFiles,
            TestResults = SizeOr(usual.TestResults, TestResults),
            Tests = Tests ?? usual.Tests,
            Workspace = SizeOr(usual.Workspace, Workspace),
            ProjectCaches = SizeOr(usual.ProjectCaches, ProjectCaches),
            PullRequestCaches = SizeOr(usual.PullRequestCaches, PullRequestCaches),
            Unpacked = SizeOr(usual.Unpacked, Unpacked),
            Runs = Runs ?? usual.Runs,
            RunHistory = SizeOr(usual.RunHistory, RunHistory),
            JobMinutes = JobMinutes ?? usual.JobMinutes,
            KeptJobs = KeptJobs ?? usual.KeptJobs,
            KeptDays = KeptDays ?? usual.KeptDays,
            FreeSpace = SizeOf(FreeSpace),
        };
    }

    private IEnumerable<(string Name, string? Text)> Sizes() =>
    [
        ("stepLog", StepLog), ("jobLogs", JobLogs), ("eventLog", EventLog), ("artifacts", Artifacts), ("testResults", TestResults), ("workspace", Workspace), ("projectCaches", ProjectCaches),
        ("pullRequestCaches", PullRequestCaches), ("unpacked", Unpacked), ("runHistory", RunHistory), ("freeSpace", FreeSpace),
    ];

    private IEnumerable<(string Name, long? Value)> Counts() =>
        [("artifactFiles", ArtifactFiles), ("tests", Tests), ("runs", Runs), ("jobMinutes", JobMinutes), ("keptJobs", KeptJobs), ("keptDays", KeptDays)];

    private static long SizeOr(long usual, string? text) => SizeOf(text) ?? usual;

    private static long? SizeOf(string? text)
    {
        try
        {
            return ByteSize.Parse(text);
        }
        catch (UsageException)
        {
            return null;
        }
    }
}
