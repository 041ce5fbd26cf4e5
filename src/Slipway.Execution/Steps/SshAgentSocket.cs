using Slipway.Execution.Agents;
using Slipway.Execution.SshAgents;

namespace Slipway.Execution.Steps;

/// <summary>Gives every job an ssh-agent, also where its image has none: <c>docker build --ssh default</c> and <c>ssh-add</c> find it by its variable.</summary>
internal static class SshAgentSocket
{
    /// <returns>Null where the container has no place for a socket. Dispose it when the job's steps have ended.</returns>
    public static async Task<JobSshAgent?> OpenAsync(JobContext job, CancellationToken cancellationToken)
    {
        var path = $"{job.Agent.Hello.TaskDirectory}/ssh-agent.sock";
        try
        {
            var agent = await JobSshAgent.OpenAsync(job.Agent, path, cancellationToken);
            job.Variables.Export(JobSshAgent.Variable, path);
            return agent;
        }
        catch (AgentException)
        {
            return null;
        }
    }
}
