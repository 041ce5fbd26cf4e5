using Slipway.Execution.Steps;
using Slipway.Model.Plans;

namespace Slipway.Execution.Tests.Steps;

public sealed class SocketWatchTests
{
    [Theory]
    [InlineData("use", "put the step setup_remote_docker before the first docker command")]
    [InlineData("use setup", "comes after it")]
    [InlineData("fail setup use", "was skipped, because the job had failed by then")]
    public void A_step_without_an_engine_is_told_where_the_step_is_that_hands_it_out(string steps, string hint)
    {
        StepPlan[] plan = [.. steps.Split(' ').Select(StepPlan (name) => name == "setup" ? new SetupRemoteDockerStep { Name = name } : new RunStep { Name = name, Command = "docker ps" })];

        Assert.Contains(hint, SocketWatch.Hint(new JobPlan { Name = "j", Definition = "j", Steps = plan }, plan.Single(step => step.Name == "use")), StringComparison.Ordinal);
    }
}
