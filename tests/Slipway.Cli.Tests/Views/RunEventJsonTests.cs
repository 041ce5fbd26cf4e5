using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Model.Events;

namespace Slipway.Cli.Tests.Views;

/// <summary>The lines of event logs and journals, which programs read and which outlive this version.</summary>
public sealed class RunEventJsonTests
{
    private const string Strange = "a\"b\\c\nd\re\tf\0g\u2028h\u001b[31m é€😀 </script>";

    private static readonly IReadOnlyList<RunEvent> Events =
        [.. EventSamples.All(text => text + Strange, text => text + Strange), .. EventSamples.OfJournals(Strange)];

    public static TheoryData<int> Numbers() => [.. Enumerable.Range(0, Events.Count)];

    [Theory]
    [MemberData(nameof(Numbers))]
    public void An_event_is_one_line_that_is_read_as_it_was_written(int number)
    {
        var line = Encoding.UTF8.GetString(RunEventJson.Write(Events[number]));
        Assert.DoesNotContain('\n', line);
        Assert.DoesNotContain('\r', line);
        var read = RunEventJson.TryRead(line);
        Assert.Equal(Events[number].GetType(), read?.GetType());
        Assert.Equal(line, Encoding.UTF8.GetString(RunEventJson.Write(read!)));
        Assert.Equal(Whole(Events[number]), Whole(read!));
    }

    [Fact]
    public void No_kind_of_event_and_no_outcome_is_left_out()
    {
        Assert.Equal(KindsOf(typeof(RunEvent)), Seen(Events.Select(happened => happened.GetType())));
        Assert.Equal(KindsOf(typeof(StepOutcome)), Seen(Events.OfType<StepFinished>().Select(finished => finished.Outcome.GetType())));
        Assert.Equal(KindsOf(typeof(JobOutcome)), Seen(Events.OfType<JobFinished>().Select(finished => finished.Outcome.GetType())));
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void A_field_that_a_newer_version_adds_is_no_hindrance(int number)
    {
        var line = JsonNode.Parse(RunEventJson.Write(Events[number]))!.AsObject();
        line["added"] = new JsonObject { ["type"] = "run_started", ["list"] = new JsonArray(1, null, "x") };
        Assert.Equal(Whole(Events[number]), Whole(RunEventJson.TryRead(line.ToJsonString())!));
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void A_line_that_was_cut_is_no_event_wherever_it_was_cut(int number)
    {
        var line = Encoding.UTF8.GetString(RunEventJson.Write(Events[number]));
        for (var length = 0; length < line.Length; length += 1 + (line.Length / 50))
        {
            Assert.Null(RunEventJson.TryRead(line[..length]));
        }
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("{}")]
    [InlineData("""{"type": 7}""")]
    [InlineData("""{"type": "run_finished"}""")]
    [InlineData("""{"type": "run_finished", "outcome": "Exploded", "duration": "00:00:01", "time": "2026-01-01T00:00:00Z"}""")]
    [InlineData("""{"type": "job_finished", "job": 7, "outcome": {"is": "passed"}, "duration": "00:00:01", "time": "2026-01-01T00:00:00Z"}""")]
    [InlineData("""{"type": "log_written", "job": {}, "log": "x", "output": "no base64 !", "time": "2026-01-01T00:00:00Z"}""")]
    public void What_is_no_event_is_null_and_no_exception(string line) => Assert.Null(RunEventJson.TryRead(line));

    [Fact]
    public void Each_text_that_a_job_has_a_say_in_is_put_through_the_map_and_no_name_is()
    {
        const string Name = "named-by-the-config";
        const string Secret = "said-by-a-job";
        foreach (var happened in EventSamples.All(text => $"{Name}-{text}", text => $"{Secret}-{text}"))
        {
            var line = Encoding.UTF8.GetString(RunEventJson.Write(happened));
            var mapped = Encoding.UTF8.GetString(RunEventJson.Write(EventTexts.Map(happened, text => text.Replace(Secret, "***", StringComparison.Ordinal))));
            Assert.Equal(line.Replace(Secret, "***", StringComparison.Ordinal), mapped);
        }
    }

    /// <summary>All that an event holds, by another way than the one that is tested.</summary>
    private static string Whole(RunEvent value) => JsonSerializer.Serialize(value, value.GetType());

    private static IEnumerable<string> KindsOf(Type type) => Seen(type.Assembly.GetTypes().Where(one => one.IsSubclassOf(type)));

    private static IEnumerable<string> Seen(IEnumerable<Type> types) => types.Select(type => type.Name).Distinct().Order(StringComparer.Ordinal);
}
