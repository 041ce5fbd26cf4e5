using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Execution.State;
using Slipway.Linux.Locks;
using Slipway.Model.Assignments;

namespace Slipway.Execution.TestResults;

/// <summary>How long a project's tests took last time: what <c>circleci tests split --split-by=timings</c> weighs by.</summary>
/// <remarks>
/// One per run: whenever its nodes start, all of them see the same times, else they would split differently, and a test would run nowhere.
/// https://circleci.com/docs/guides/optimize/use-the-circleci-cli-to-split-tests/.
/// </remarks>
/// <param name="file">The times of the run's scope, which it adds to.</param>
/// <param name="trusted">The times that a scope begins with which has none; null: none.</param>
public sealed class TestTimings(string file, string? trusted = null)
{
    private const int MostTests = 200_000;
    private const long MostBytes = 64L << 20;
    private readonly Lazy<Task<byte[]>> _known = new(() => ReadAsync(File.Exists(file) ? file : trusted ?? file));

    /// <summary>Those of a run: it begins with the trusted times, and adds to those of its own scope alone.</summary>
    public static TestTimings Of(StateFolder state, RunFacts run) =>
        new(state.Timings(run.Project.Key, run.Trust.Name), run.Trust.IsTrusted ? null : state.Timings(run.Project.Key));

    /// <summary>The times as they were when this was first asked; empty when there are none.</summary>
    public Task<byte[]> KnownAsync() => _known.Value;

    /// <summary>Adds new times for the runs to come; those of the same tests are replaced.</summary>
    public async Task KeepAsync(IEnumerable<TestCase> tests, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        using var held = await FileLock.TakeAsync(file, cancellationToken);
        var stream = held.Content;
        using var beginning = new MemoryStream(stream.Length == 0 && trusted is not null ? await ReadAsync(trusted) : []);
        var known = await ParseAsync(beginning.Length > 0 ? beginning : stream, cancellationToken);
        stream.SetLength(0);
        await JsonSerializer.SerializeAsync(stream, new Timings(Merge(known, tests, MostTests, MostBytes)), TimingsJson.Default.Timings, cancellationToken);
    }

    /// <summary>The newest last, so that tests which are no more go first when there are too many.</summary>
    internal static IReadOnlyList<Timing> Merge(IEnumerable<Timing> known, IEnumerable<TestCase> tests, int most, long mostBytes)
    {
        var fresh = new Dictionary<(string?, string?, string?), Timing>();
        var room = mostBytes;
        foreach (var test in tests.Where(test => test.Result != "skipped"))
        {
            var timing = new Timing(test.File, test.ClassName, test.Name, test.Seconds);
            room -= timing.MostBytes;
            if (room < 0 || fresh.Count >= most)
            {
                break;
            }

            fresh[timing.Test] = timing;
        }

        List<Timing> all = [.. known.Where(timing => !fresh.ContainsKey(timing.Test)), .. fresh.Values];
        return all[^Fitting(all, most, mostBytes)..];
    }

    /// <summary>How many of the last ones there is room for.</summary>
    private static int Fitting(List<Timing> all, int most, long mostBytes)
    {
        var (count, room) = (0, mostBytes);
        while (count < Math.Min(all.Count, most) && (room -= all[^(count + 1)].MostBytes) >= 0)
        {
            count++;
        }

        return count;
    }

    /// <remarks>Nobody's cancel ends it: what the first one to ask learns is what all others learn.</remarks>
    private static async Task<byte[]> ReadAsync(string file)
    {
        if (!File.Exists(file))
        {
            return [];
        }

        using var held = await FileLock.TakeAsync(file, CancellationToken.None);
        var known = new byte[held.Content.Length];
        await held.Content.ReadExactlyAsync(known, CancellationToken.None);
        return known;
    }

    private static async Task<IReadOnlyList<Timing>> ParseAsync(Stream stream, CancellationToken cancellationToken)
    {
        try
        {
            return (stream.Length == 0 ? null : await JsonSerializer.DeserializeAsync(stream, TimingsJson.Default.Timings, cancellationToken))?.Tests ?? [];
        }
        catch (JsonException)
        {
            // Cut off by a crash: the next results fill it again.
            return [];
        }
    }
}

/// <summary>The file of times in CircleCI's form.</summary>
internal sealed record Timings(IReadOnlyList<Timing> Tests);

/// <summary>One test's time in seconds.</summary>
internal sealed record Timing(string? File, [property: JsonPropertyName("classname")] string? ClassName, string? Name, double RunTime)
{
    private const int BesideTexts = 100;
    private const int LongestEscape = 6;

    /// <summary>Whose time it is.</summary>
    [JsonIgnore]
    public (string?, string?, string?) Test => (File, ClassName, Name);

    /// <summary>What it takes in the file at the most.</summary>
    [JsonIgnore]
    public long MostBytes => BesideTexts + BytesOf(File) + BytesOf(ClassName) + BytesOf(Name);

    private static int BytesOf(string? text) => text?.Sum(letter => char.IsAsciiLetterOrDigit(letter) || letter is ' ' or '.' or '/' or '_' or '-' ? 1 : LongestEscape) ?? 0;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Timings))]
internal sealed partial class TimingsJson : JsonSerializerContext;
