using Slipway.Execution.Runs;
using Slipway.Execution.State;
using Slipway.Model.Assignments;
using Slipway.Model.Events;

namespace Slipway.Execution.Tests.Runs;

public sealed class Trust_of_earlier_runs : IDisposable
{
    private readonly RunFolder _run = new("3", Directory.CreateTempSubdirectory("slipway-trust-").FullName);

    public void Dispose() => Directory.Delete(_run.Path, recursive: true);

    [Fact]
    public void Is_what_was_noted_before_all_else()
    {
        _run.WriteTrust(TrustScope.Trusted);
        Assert.True(RunHistory.TrustOf(_run).IsTrusted);
        _run.WriteTrust(TrustScope.Untrusted("pull/7", "a test says so"));
        Assert.Equal("pull-7", RunHistory.TrustOf(_run).Name);
        Assert.Equal([_run.Trust], Directory.GetFiles(_run.Path, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void Is_that_of_the_record_where_an_older_version_has_noted_nothing()
    {
        Record("trusted");
        Assert.True(RunHistory.TrustOf(_run).IsTrusted);
        Record("pull-7");
        Assert.Equal("pull-7", RunHistory.TrustOf(_run).Name);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("{}\n")]
    [InlineData("no record\n")]
    public void Is_none_where_there_is_no_record(string? events)
    {
        if (events is not null)
        {
            File.WriteAllText(_run.Events, events);
        }

        var trust = RunHistory.TrustOf(_run);
        Assert.False(trust.IsTrusted);
        Assert.Contains("not known", trust.Reason!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("trus")]
    [InlineData("trusted\n")]
    public void Is_none_where_the_note_says_something_else(string note)
    {
        Record("trusted");
        File.WriteAllText(_run.Trust, note);
        Assert.False(RunHistory.TrustOf(_run).IsTrusted);
    }

    private void Record(string scope) =>
        File.WriteAllBytes(_run.Events, RunEventJson.Write(new RunStarted { Run = "3", Project = "p", PipelineNumber = 1, Config = "c", TrustScope = scope, Time = DateTimeOffset.UnixEpoch }));
}
