using System.Text;
using Slipway.Model.Plans;

namespace Slipway.Config.Processed;

/// <summary>
/// Writes a plan as a config again, in the shape that CircleCI's own processing gives: version 2, only the jobs that are run, under their final names,
/// with everything inlined (https://circleci.com/docs/guides/toolkit/how-to-use-the-circleci-local-cli/#process-a-config).
/// </summary>
public static class ProcessedConfig
{
    /// <param name="plan">What was compiled.</param>
    /// <param name="original">The config's own text, to be added as a comment; null for none.</param>
    public static string Write(Plan plan, string? original = null)
    {
        var text = new StringBuilder();
        foreach (var orb in plan.Orbs)
        {
            text.Append("# Orb '").Append(orb.Reference).Append("' resolved to '").Append(orb.Resolved).Append("'\n");
        }

        WriteBody(plan, text);
        if (original is not null)
        {
            text.Append("\n# Original config.yml file:\n");
            foreach (var line in original.AsSpan().TrimEnd().EnumerateLines())
            {
                text.Append("# ").Append(line).Append('\n');
            }
        }

        return text.ToString();
    }

    private static void WriteBody(Plan plan, StringBuilder text)
    {
        var jobs = ProcessedJobs.Of(plan);
        var yaml = new YamlText(text);
        yaml.Map(() =>
        {
            yaml.PlainEntry("version", "2");
            yaml.Flag("setup", plan.IsSetup);
            yaml.Text("jobs");
            yaml.Map(() =>
            {
                foreach (var (key, job) in jobs.Definitions)
                {
                    yaml.Text(key);
                    new JobWriter(yaml).Write(job);
                }
            });
            yaml.Text("workflows");
            yaml.Map(() =>
            {
                yaml.PlainEntry("version", "2");
                foreach (var workflow in plan.Workflows)
                {
                    yaml.Text(workflow.Name);
                    new WorkflowWriter(yaml, jobs).Write(workflow);
                }
            });
        });
        yaml.Finish();
    }
}
