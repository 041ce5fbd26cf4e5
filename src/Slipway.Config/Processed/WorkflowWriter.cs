using System.Globalization;
using Slipway.Model.Plans;

namespace Slipway.Config.Processed;

/// <summary>Writes one workflow: its jobs with what the workflow says of them.</summary>
internal sealed class WorkflowWriter(YamlText yaml, ProcessedJobs jobs)
{
    private const int AllStatuses = 5;

    public void Write(WorkflowPlan workflow) => yaml.Map(() =>
    {
        if (workflow.MaxAutoReruns is { } reruns)
        {
            yaml.PlainEntry("max_auto_reruns", reruns.ToString(CultureInfo.InvariantCulture));
        }

        if (workflow.Schedules.Count > 0)
        {
            yaml.Text("triggers");
            yaml.List(workflow.Schedules, WriteSchedule);
        }

        yaml.Text("jobs");
        yaml.List(workflow.Jobs, WriteJob);
    });

    private static string StatusName(RequiredStatus status) => status switch
    {
        RequiredStatus.NotRun => "not_run",
        RequiredStatus.Failed => "failed",
        RequiredStatus.Canceled => "canceled",
        RequiredStatus.Unauthorized => "unauthorized",
        _ => "success",
    };

    private void WriteSchedule(SchedulePlan schedule) => yaml.Map(() =>
    {
        yaml.Text("schedule");
        yaml.Map(() =>
        {
            yaml.Entry("cron", schedule.Cron);
            yaml.Text("filters");
            yaml.Map(() => WriteRefs("branches", schedule.Branches));
        });
    });

    private void WriteJob(JobPlan job)
    {
        var key = jobs.KeyOf(job);
        var isBare = job is { Kind: not JobKind.Approval, Requires.Count: 0, Contexts.Count: 0, Filters: null, SerialGroup: null } && key == job.Name;
        if (isBare)
        {
            yaml.Text(key);
            return;
        }

        yaml.Map(() =>
        {
            yaml.Text(key);
            yaml.Map(() => WriteSettings(job, key));
        });
    }

    private void WriteSettings(JobPlan job, string key)
    {
        yaml.Entry("name", key == job.Name ? null : job.Name);
        yaml.Entry("type", job.Kind == JobKind.Approval ? "approval" : null);
        if (job.Requires.Count > 0)
        {
            yaml.Text("requires");
            yaml.List(job.Requires, WriteRequirement);
        }

        yaml.Texts("context", job.Contexts.Count > 0 ? job.Contexts : null);
        yaml.Entry("serial-group", job.SerialGroup);
        if (job.Filters is { } filters)
        {
            WriteFilters(filters);
        }
    }

    private void WriteRequirement(Requirement requirement)
    {
        if (requirement.Statuses is [RequiredStatus.Success])
        {
            yaml.Text(requirement.Job);
            return;
        }

        yaml.Map(() =>
        {
            yaml.Text(requirement.Job);
            if (requirement.Statuses.Count == AllStatuses)
            {
                yaml.Text("terminal");
            }
            else
            {
                yaml.List(requirement.Statuses.Select(StatusName), yaml.Text);
            }
        });
    }

    private void WriteFilters(JobFilters filters)
    {
        yaml.Text("filters");
        if (filters.Expression is not null)
        {
            yaml.Plain(filters.ExpressionResult == true ? "true" : "false");
            return;
        }

        yaml.Map(() =>
        {
            WriteRefs("branches", filters.Branches);
            WriteRefs("tags", filters.Tags);
        });
    }

    private void WriteRefs(string key, RefFilter? filter)
    {
        if (filter is not null)
        {
            yaml.Text(key);
            yaml.Map(() =>
            {
                yaml.Texts("only", filter.Only);
                yaml.Texts("ignore", filter.Ignore);
            });
        }
    }
}
