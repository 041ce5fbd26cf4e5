using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Execution.Jobs;
using Slipway.Execution.Runs;

namespace Slipway.Execution.TestResults;

/// <summary>How long a project's tests took last time: what <c>circleci tests split --split-by=timings</c> weighs by.</summary>
/// <remarks>https://circleci.com/docs/guides/optimize/use-the-circleci-cli-to-split-tests/.</remarks>
internal static class TestTimings
{
    private const int MostTests = 200_000;

    /// <summary>Puts what is known where the agent's commands look for it.</summary>
    public static async Task OfferAsync(JobContext job, CancellationToken cancellationToken)
    {
        if (!File.Exists(PathOf(job)))
        {
            return;
        }

        var path = $"{job.Agent.Hello.TaskDirectory}/circle-test-results/results.json";
        await using var file = await LockedFile.OpenAsync(PathOf(job), job.Run.Clock, cancellationToken);
        await job.Agent.WriteFileAsync(path, file, cancellationToken);
    }

    /// <summary>Adds new times; those of the same tests are replaced.</summary>
    public static async Task KeepAsync(JobContext job, IEnumerable<TestCase> tests, CancellationToken cancellationToken)
    {
        await using var file = await LockedFile.OpenAsync(PathOf(job), job.Run.Clock, cancellationToken);
        var known = await ReadAsync(file, cancellationToken);
        file.SetLength(0);
        await JsonSerializer.SerializeAsync(file, new Timings(Merge(known, tests, MostTests)), TimingsJson.Default.Timings, cancellationToken);
    }

    /// <summary>The newest last, so that tests which are no more go first when there are too many.</summary>
    internal static IReadOnlyList<Timing> Merge(IEnumerable<Timing> known, IEnumerable<TestCase> tests, int most)
    {
        var fresh = new Dictionary<(string?, string?, string?), Timing>();
        foreach (var test in tests.Where(test => test.Result != "skipped"))
        {
            fresh[(test.File, test.ClassName, test.Name)] = new(test.File, test.ClassName, test.Name, test.Seconds);
        }

        return [.. known.Where(timing => !fresh.ContainsKey((timing.File, timing.ClassName, timing.Name))).Concat(fresh.Values).TakeLast(most)];
    }

    private static async Task<IReadOnlyList<Timing>> ReadAsync(Stream file, CancellationToken cancellationToken)
    {
        try
        {
            return (file.Length == 0 ? null : await JsonSerializer.DeserializeAsync(file, TimingsJson.Default.Timings, cancellationToken))?.Tests ?? [];
        }
        catch (JsonException)
        {
            // Cut off by a crash: the next results fill it again.
            return [];
        }
    }

    private static string PathOf(JobContext job) => Path.Combine(job.Run.State.Project(job.Run.Facts.Project.Key), "timings.json");
}

/// <summary>The file of times in CircleCI's form.</summary>
internal sealed record Timings(IReadOnlyList<Timing> Tests);

/// <summary>One test's time in seconds.</summary>
internal sealed record Timing(string? File, [property: JsonPropertyName("classname")] string? ClassName, string? Name, double RunTime);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Timings))]
internal sealed partial class TimingsJson : JsonSerializerContext;
