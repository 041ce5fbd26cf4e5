using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Model.Events;

namespace Slipway.Execution.TestResults;

/// <summary>How long tests took last time: what <c>circleci tests split --split-by=timings</c> weighs by, in CircleCI's form.</summary>
/// <remarks>https://circleci.com/docs/guides/optimize/use-the-circleci-cli-to-split-tests/.</remarks>
internal static class TestTimes
{
    private const int MostTests = 200_000;
    private const long MostBytes = 64L << 20;

    /// <summary>What is known once there are new times: those of the same tests are replaced.</summary>
    public static byte[] Merge(byte[] known, IEnumerable<TestCase> tests) =>
        JsonSerializer.SerializeToUtf8Bytes(new TestTimeList(Merge(Parse(known), tests, MostTests, MostBytes)), TestTimesJson.Default.TestTimeList);

    /// <summary>The newest last, so that tests which are no more go first when there are too many.</summary>
    public static IReadOnlyList<TestTime> Merge(IEnumerable<TestTime> known, IEnumerable<TestCase> tests, int most, long mostBytes)
    {
        var fresh = new Dictionary<(string?, string?, string?), TestTime>();
        var room = mostBytes;
        foreach (var test in tests.Where(test => test.Result != "skipped"))
        {
            var timing = new TestTime(test.File, test.ClassName, test.Name, test.Seconds);
            room -= timing.MostBytes;
            if (room < 0 || fresh.Count >= most)
            {
                break;
            }

            fresh[timing.Test] = timing;
        }

        List<TestTime> all = [.. known.Where(timing => !fresh.ContainsKey(timing.Test)), .. fresh.Values];
        return all[^Fitting(all, most, mostBytes)..];
    }

    /// <summary>How many of the last ones there is room for.</summary>
    private static int Fitting(List<TestTime> all, int most, long mostBytes)
    {
        var (count, room) = (0, mostBytes);
        while (count < Math.Min(all.Count, most) && (room -= all[^(count + 1)].MostBytes) >= 0)
        {
            count++;
        }

        return count;
    }

    private static IReadOnlyList<TestTime> Parse(byte[] known)
    {
        try
        {
            return (known.Length == 0 ? null : JsonSerializer.Deserialize(known, TestTimesJson.Default.TestTimeList))?.Tests ?? [];
        }
        catch (JsonException)
        {
            // Cut off by a crash: the next results fill it again.
            return [];
        }
    }
}

/// <summary>The file of times in CircleCI's form.</summary>
internal sealed record TestTimeList(IReadOnlyList<TestTime> Tests);

/// <summary>One test's time in seconds.</summary>
internal sealed record TestTime(string? File, [property: JsonPropertyName("classname")] string? ClassName, string? Name, double RunTime)
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
[JsonSerializable(typeof(TestTimeList))]
internal sealed partial class TestTimesJson : JsonSerializerContext;
