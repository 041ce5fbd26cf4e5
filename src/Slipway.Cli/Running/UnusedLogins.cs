using Slipway.Model.Plans;

namespace Slipway.Cli.Running;

/// <summary>Says before a run which logins of its config have no effect here: those by which CircleCI itself asks a cloud for a password.</summary>
internal static class UnusedLogins
{
    public static void Write(Plan plan, TextWriter error)
    {
        var images = plan.Workflows
            .SelectMany(workflow => workflow.Jobs)
            .SelectMany(job => job.Executor is ExecutorPlan.Docker docker ? docker.Images.Select(image => (Job: job.Name, Image: image)) : []);
        foreach (var (job, image) in images.Where(pair => pair.Image.Auth is null && (pair.Image.AwsAuth ?? pair.Image.GcpAuth) is not null))
        {
            error.WriteLine(
                $"warning: {job}: {(image.AwsAuth is null ? "gcp_auth" : "aws_auth")} of {image.Image} has no effect here; log in with docker login on this machine, or use auth");
        }
    }
}
