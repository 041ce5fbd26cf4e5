using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Slipway.Model.Plans;

namespace Slipway.Config.Processed;

/// <summary>The jobs of all workflows under keys of their own: two workflows may each have a job of one name that is not the same.</summary>
internal sealed class ProcessedJobs
{
    /// <summary>The hashes of what stands below each key: a plan may be long.</summary>
    private readonly Dictionary<string, string> _bodies = new(StringComparer.Ordinal);
    private readonly Dictionary<JobPlan, string> _keys = new(ReferenceEqualityComparer.Instance);
    private readonly List<KeyValuePair<string, JobPlan>> _definitions = [];

    public IReadOnlyList<KeyValuePair<string, JobPlan>> Definitions => _definitions;

    public static ProcessedJobs Of(Plan plan)
    {
        var jobs = new ProcessedJobs();
        foreach (var job in plan.Workflows.SelectMany(workflow => workflow.Jobs).Where(job => job.Kind != JobKind.Approval))
        {
            jobs.Add(job);
        }

        return jobs;
    }

    public string KeyOf(JobPlan job) => _keys.GetValueOrDefault(job, job.Name);

    private void Add(JobPlan job)
    {
        var yaml = new YamlText();
        new JobWriter(yaml).Write(job);
        var body = Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes(yaml.Finish().AsSpan())));
        var key = job.Name;
        for (var number = 1; _bodies.TryGetValue(key, out var other) && other != body; number++)
        {
            key = $"{job.Name}-{number}";
        }

        _keys[job] = key;
        if (_bodies.TryAdd(key, body))
        {
            _definitions.Add(new(key, job));
        }
    }
}
