using System.Text;
using System.Text.Json;
using Slipway.Execution.Tests.Runs;
using Slipway.Model.Assignments;
using Slipway.Model.Plans;

namespace Slipway.Execution.Tests.Jobs;

public sealed class AssignmentJsonTests : IDisposable
{
    private readonly BareRun _run = new(trust: TrustScope.Untrusted("pull/12", "a test says so"));

    [Fact]
    public void An_assignment_is_one_line_and_the_same_when_it_is_read()
    {
        var assignment = Full();
        var json = AssignmentJson.Write(assignment);
        Assert.DoesNotContain((byte)'\n', json);
        var read = AssignmentJson.Read(json);
        Assert.Equal(Encoding.UTF8.GetString(json), Encoding.UTF8.GetString(AssignmentJson.Write(read)));
        Assert.Equal(assignment.Job, read.Job);
        Assert.Equal("pull-12", read.Run.Trust.Name);
        Assert.Equal("a test says so", read.Run.Trust.Reason);
        Assert.Equal(assignment.Source, read.Source);
        Assert.Equal("value of A", read.Variables.Contexts["context"]["A"]);
        Assert.Equal(assignment.Limits, read.Limits);
        Assert.Equal([1, 2, 3], read.TestTimings!.Value.ToArray());
        Assert.IsType<RunStep>(Assert.Single(read.Plan.Steps));
    }

    [Fact]
    public void One_of_a_newer_Slipway_is_refused_before_all_else()
    {
        var failure = Assert.Throws<JsonException>(() => AssignmentJson.Read("""{"schema": 2, "plan": "of a shape that nobody knows"}"""u8.ToArray()));
        Assert.Contains("newer Slipway", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>What leads out of the state folder, or to somebody else's files in it.</summary>
    [Theory]
    [InlineData("\"runId\":\"1\"", "\"runId\":\"../2\"")]
    [InlineData("\"key\":\"project-1\"", "\"key\":\"../project-2\"")]
    [InlineData("\"key\":\"project-1\"", "\"key\":\"..\"")]
    [InlineData("\"name\":\"pull-12\"", "\"name\":\"../trusted\"")]
    [InlineData("\"job\":\"job\"", "\"job\":\"other\"")]
    [InlineData("\"attempt\":1", "\"attempt\":0")]
    [InlineData("\"extraHosts\":[]", "\"extraHosts\":null")]
    [InlineData("\"attempt\":1,", "")]
    public void One_that_cannot_be_is_refused(string whole, string changed)
    {
        var json = Encoding.UTF8.GetString(AssignmentJson.Write(Full()));
        Assert.Contains(whole, json, StringComparison.Ordinal);
        Assert.Throws<JsonException>(() => AssignmentJson.Read(Encoding.UTF8.GetBytes(json.Replace(whole, changed, StringComparison.Ordinal))));
    }

    public void Dispose() => _run.Dispose();

    private Assignment Full() => _run.Assign(new JobPlan
    {
        Name = "job",
        Definition = "job",
        Executor = new ExecutorPlan.Docker([new ImagePlan { Image = "image" }]),
        Steps = [new RunStep { Name = "say", Command = "echo \"line\"\n" }],
    }) with
    {
        Variables = new AssignedVariables(
            new Dictionary<string, string> { ["P"] = "1" },
            new Dictionary<string, IReadOnlyDictionary<string, string>> { ["context"] = new Dictionary<string, string> { ["A"] = "value of A" } },
            ["value of A"]),
        TestTimings = new byte[] { 1, 2, 3 },
        Continuation = new ContinuationOffer("key", ["given"]),
    };
}
