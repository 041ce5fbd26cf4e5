using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Model.Events;

namespace Slipway.Execution.State;

/// <summary>The test results in a run's folder: a file per node and build number, which tells the attempts of a workflow that reruns itself apart.</summary>
public static class TestRecord
{
    /// <summary>What a test takes in the file.</summary>
    internal static int BytesOf(TestCase test) => JsonSerializer.SerializeToUtf8Bytes(test, TestCaseJson.Default.TestCase).Length + 1;

    /// <summary>Adds tests to a node's results. One caller for a node at a time.</summary>
    internal static void Add(RunFolder run, JobRef job, int build, IEnumerable<TestCase> tests)
    {
        Directory.CreateDirectory(FolderOf(run));
        using var file = new FileStream(Path.Combine(FolderOf(run), FileName(job.Job, $"{job.Node}", build)), FileMode.Append, FileAccess.Write, FileShare.Read);
        foreach (var test in tests)
        {
            JsonSerializer.Serialize(file, test, TestCaseJson.Default.TestCase);
            file.WriteByte((byte)'\n');
        }
    }

    /// <summary>What all nodes of a job have stored, read as it is asked for.</summary>
    public static IEnumerable<TestCase> Read(RunFolder run, string job, int build) => Directory.Exists(FolderOf(run))
        ? Directory.GetFiles(FolderOf(run), FileName(job, "*", build)).SelectMany(file => JsonLines.ReadEach(file, TestCaseJson.Default.TestCase))
        : [];

    private static string FolderOf(RunFolder run) => Path.Combine(run.Path, "tests");

    private static string FileName(string job, string node, int build) => $"{RunFolder.UniqueName(job)}-{node}-{build}.jsonl";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TestCase))]
internal sealed partial class TestCaseJson : JsonSerializerContext;
