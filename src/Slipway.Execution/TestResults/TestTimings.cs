using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Execution.Jobs;
using Slipway.Execution.Runs;
using Slipway.Model.Wire;

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

        byte[] content;
        await using (var file = await LockedFile.OpenAsync(PathOf(job), job.Run.Clock, cancellationToken))
        {
            content = new byte[file.Length];
            await file.ReadExactlyAsync(content, cancellationToken);
        }

        var path = $"{job.Agent.Hello.TaskDirectory}/circle-test-results/results.json";
        await job.Agent.WriteFileAsync(new WriteFileRequest { Path = path, Content = content }, cancellationToken);
    }

    /// <summary>Adds new times; those of the same tests are replaced.</summary>
    public static async Task KeepAsync(JobContext job, IEnumerable<TestCase> tests, CancellationToken cancellationToken)
    {
        await using var file = await LockedFile.OpenAsync(PathOf(job), job.Run.Clock, cancellationToken);
        var known = await ReadAsync(file, cancellationToken);
        foreach (var test in tests.Where(test => test.Result != "skipped"))
        {
            known[(test.File, test.ClassName, test.Name)] = new(test.File, test.ClassName, test.Name, test.Seconds);
        }

        file.SetLength(0);
        await JsonSerializer.SerializeAsync(file, new Timings([.. known.Values.TakeLast(MostTests)]), TimingsJson.Default.Timings, cancellationToken);
    }

    private static async Task<Dictionary<(string? File, string? ClassName, string? Name), Timing>> ReadAsync(Stream file, CancellationToken cancellationToken)
    {
        try
        {
            var known = file.Length == 0 ? null : await JsonSerializer.DeserializeAsync(file, TimingsJson.Default.Timings, cancellationToken);
            return (known?.Tests ?? []).DistinctBy(timing => (timing.File, timing.ClassName, timing.Name)).ToDictionary(timing => (timing.File, timing.ClassName, timing.Name));
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
