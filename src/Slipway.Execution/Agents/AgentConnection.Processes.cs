using Slipway.Model.Wire;

namespace Slipway.Execution.Agents;

/// <content>Processes.</content>
public sealed partial class AgentConnection
{
    /// <summary>
    /// Runs a process to its end; all its output is in the sink before this returns. When <paramref name="cancellationToken"/> is
    /// canceled, everything the process started is killed and the outcome is <see cref="ProcessOutcome.Canceled"/>, not an exception.
    /// </summary>
    public async Task<ProcessOutcome> RunAsync(
        ProcessRequest request, OutputSink output, ProcessLimits limits, CancellationToken cancellationToken)
    {
        var process = await StartAsync(request, output, limits, CancellationToken.None, cancellationToken);
        return await process.Outcome;
    }

    /// <summary>
    /// Starts a process that goes on after this returns (<c>background: true</c>). The last token ends the process, as in <see cref="RunAsync"/>;
    /// <paramref name="starting"/> does so only until it runs.
    /// </summary>
    public async Task<AgentProcess> StartAsync(
        ProcessRequest request, OutputSink output, ProcessLimits limits, CancellationToken starting, CancellationToken cancellationToken)
    {
        var channel = OpenChannel(Conversation.Process);
        var run = new ProcessRun(channel, output, limits, _clock);
        var process = new AgentProcess(channel, run.FollowAsync(request, starting, cancellationToken));
        await run.Started;
        return process;
    }
}
