using System.Globalization;
using Slipway.Model.Plans;

namespace Slipway.Config.Processed;

/// <summary>Writes the definition of one job.</summary>
internal sealed class JobWriter(YamlText yaml)
{
    public void Write(JobPlan job) => yaml.Map(() =>
    {
        if (job.Kind != JobKind.Build)
        {
            WriteKind(job);
            return;
        }

        WriteExecutor(job.Executor);
        yaml.Entry("resource_class", job.ResourceClass);
        yaml.Entry("shell", job.Shell);
        yaml.Entry("working_directory", job.WorkingDirectory == new JobPlan { Name = "", Definition = "" }.WorkingDirectory ? null : job.WorkingDirectory);
        yaml.Entries("environment", job.Environment);
        if (job.Parallelism != 1)
        {
            yaml.PlainEntry("parallelism", job.Parallelism.ToString(CultureInfo.InvariantCulture));
        }

        yaml.Flag("circleci_ip_ranges", job.CircleciIpRanges);
        if (job.CacheRetentionDays is { } days)
        {
            yaml.Text("retention");
            yaml.Map(() => yaml.Entry("caches", string.Create(CultureInfo.InvariantCulture, $"{days}d")));
        }

        yaml.Text("steps");
        yaml.List(job.Steps, new StepWriter(yaml).Write);
    });

    private void WriteKind(JobPlan job)
    {
        yaml.Entry("type", job.Kind switch
        {
            JobKind.Release => "release",
            JobKind.Lock => "lock",
            JobKind.Unlock => "unlock",
            _ => "no-op",
        });
        yaml.Entry("plan_name", job.ReleasePlanName);
        yaml.Entries("environment", job.Environment);
    }

    private void WriteExecutor(ExecutorPlan? executor)
    {
        switch (executor)
        {
            case ExecutorPlan.Docker docker:
                yaml.Text("docker");
                yaml.List(docker.Images, WriteImage);
                break;
            case ExecutorPlan.Machine { Image: null, DockerLayerCaching: false }:
                yaml.PlainEntry("machine", "true");
                break;
            case ExecutorPlan.Machine machine:
                yaml.Text("machine");
                yaml.Map(() =>
                {
                    yaml.Entry("image", machine.Image);
                    yaml.Flag("docker_layer_caching", machine.DockerLayerCaching);
                });
                break;
            case ExecutorPlan.Macos macos:
                yaml.Text("macos");
                yaml.Map(() => yaml.Entry("xcode", macos.Xcode));
                break;
        }
    }

    private void WriteImage(ImagePlan image) => yaml.Map(() =>
    {
        yaml.Entry("image", image.Image);
        yaml.Entry("name", image.Name);
        yaml.Texts("entrypoint", image.Entrypoint);
        yaml.Texts("command", image.Command);
        yaml.Entry("user", image.User);
        yaml.Entries("environment", image.Environment);
        if (image.Auth is { } auth)
        {
            yaml.Text("auth");
            yaml.Map(() =>
            {
                yaml.Entry("username", auth.Username);
                yaml.Entry("password", auth.Password);
            });
        }

        yaml.Entries("aws_auth", image.AwsAuth);
        yaml.Entries("gcp_auth", image.GcpAuth);
    });
}
