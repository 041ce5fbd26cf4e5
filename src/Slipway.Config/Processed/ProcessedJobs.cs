using System.Security.Cryptography;
using System.Text;
using Slipway.Model.Plans;

namespace Slipway.Config.Processed;

/// <summary>The jobs of all workflows under keys of their own: two workflows may each have a job of one name that is not the same.</summary>
internal sealed class ProcessedJobs
{
    /// <summary>Names of jobs do not differ by case alone, though final names in workflows may.</summary>
    private readonly Dictionary<string, (string Key, JobPlan Job)> _jobs = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The hashes of what is written of jobs that share a name: a plan may be long.</summary>
    private readonly Dictionary<JobPlan, string> _hashes = new(ReferenceEqualityComparer.Instance);
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
        var key = job.Name;
        for (var number = 1; _jobs.TryGetValue(key, out var other) && (other.Key != key || HashOf(other.Job) != HashOf(job)); number++)
        {
            key = $"{job.Name}-{number}";
        }

        _keys[job] = key;
        if (_jobs.TryAdd(key, (key, job)))
        {
            _definitions.Add(new(key, job));
        }
    }

    private string HashOf(JobPlan job)
    {
        if (!_hashes.TryGetValue(job, out var hash))
        {
            var text = new StringBuilder();
            var yaml = new YamlText(text);
            new JobWriter(yaml).Write(job);
            yaml.Finish();
            _hashes[job] = hash = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
        }

        return hash;
    }
}
