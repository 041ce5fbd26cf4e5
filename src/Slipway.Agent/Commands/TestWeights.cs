using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slipway.Agent.Commands;

/// <summary>How heavy each test is, by file size or by the times of earlier runs.</summary>
internal static class TestWeights
{
    /// <summary>Null means all the same.</summary>
    public static IReadOnlyDictionary<string, double>? Of(IReadOnlyList<string> tests, SplitOptions options) => options.SplitBy switch
    {
        "filesize" => tests.ToDictionary(test => test, test => File.Exists(test) ? (double)new FileInfo(test).Length : 0),
        "timings" => ByTimings(tests, options),
        _ => null,
    };

    /// <summary>Where the runner leaves the times, in the form of CircleCI's own.</summary>
    public static string DefaultFile =>
        Path.Combine(System.Environment.GetEnvironmentVariable("CIRCLE_INTERNAL_TASK_DATA") ?? "/tmp", "circle-test-results", "results.json");

    private static Dictionary<string, double>? ByTimings(IReadOnlyList<string> tests, SplitOptions options)
    {
        var known = Read(options.TimingsFile ?? DefaultFile);
        var keys = options.TimingsType == "autodetect" ? Detect(tests, known) : options.TimingsType;
        var times = keys is null ? [] : Sum(known, keys);
        if (!tests.Any(test => times.ContainsKey(Bare(test))))
        {
            CircleciCommand.Say("Error auto-detecting timing type, falling back to weighting by name.");
            return null;
        }

        // A test without a time gets a small weight, or the one the user gives.
        var missing = options.DefaultSeconds ?? (times.Values.Min() / 100);
        return tests.ToDictionary(test => test, test => times.GetValueOrDefault(Bare(test), missing));
    }

    private static string? Detect(IReadOnlyList<string> tests, IReadOnlyList<TestTiming> known) =>
        ((string[])["filename", "classname", "testname"])
            .Select(type => (Type: type, Times: Sum(known, type)))
            .Select(candidate => (candidate.Type, Hits: tests.Count(test => candidate.Times.ContainsKey(Bare(test)))))
            .Where(candidate => candidate.Hits > 0)
            .OrderByDescending(candidate => candidate.Hits)
            .Select(candidate => candidate.Type)
            .FirstOrDefault();

    private static Dictionary<string, double> Sum(IReadOnlyList<TestTiming> known, string type) =>
        known.Select(timing => (Key: Key(timing, type), timing.RunTime))
            .Where(timing => !string.IsNullOrEmpty(timing.Key))
            .GroupBy(timing => timing.Key!)
            .ToDictionary(group => group.Key, group => group.Sum(timing => timing.RunTime));

    private static string? Key(TestTiming timing, string type) => type switch
    {
        "filename" => timing.File is null ? null : Bare(timing.File),
        "classname" => timing.ClassName,
        _ => timing.Name,
    };

    /// <summary><c>find .</c> lists <c>./a</c> where a report says <c>a</c>, and the other way round.</summary>
    private static string Bare(string test) => test.StartsWith("./", StringComparison.Ordinal) ? test[2..] : test;

    private static IReadOnlyList<TestTiming> Read(string file)
    {
        if (!File.Exists(file))
        {
            return [];
        }

        using var content = File.OpenRead(file);
        return JsonSerializer.Deserialize(content, TimingsJson.Default.TestTimings)?.Tests ?? [];
    }
}

/// <summary>The times of earlier runs, as CircleCI's file has them.</summary>
internal sealed record TestTimings([property: JsonPropertyName("tests")] IReadOnlyList<TestTiming> Tests);

/// <summary>One earlier result.</summary>
internal sealed record TestTiming(
    [property: JsonPropertyName("file")] string? File,
    [property: JsonPropertyName("classname")] string? ClassName,
    [property: JsonPropertyName("name")] string? Name,
    [property: JsonPropertyName("run_time")] double RunTime);

[JsonSerializable(typeof(TestTimings))]
internal sealed partial class TimingsJson : JsonSerializerContext;
