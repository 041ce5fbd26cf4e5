using System.IO.Pipelines;
using Microsoft.Extensions.Time.Testing;
using Slipway.Execution.Agents;
using Slipway.Model.Wire;

namespace Slipway.Fuzz.Frames;

/// <summary>One connection with some askings, and what an agent says to them.</summary>
internal sealed class FrameTrial(AgentConnection agent, FrameScript script, Random random, bool isHonest)
{
    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<Asking> _askings = [];

    /// <returns>What did not hold; null when all did.</returns>
    public async Task<string?> RunAsync(PipeWriter words, FakeTimeProvider clock, CancellationToken cancellationToken)
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var doesEnd = isHonest || random.Next(3) > 0;
        for (var count = random.Next(1, 6); count > 0; count--)
        {
            _askings.Add(Asking.Begin(agent, random, _release.Task, cancel.Token));
        }

        Speak();
        await words.WriteAsync(script.Take(), cancellationToken);
        if (doesEnd)
        {
            await words.CompleteAsync();
            await agent.Lost;
            if (Judge() is { } problem)
            {
                return problem;
            }
        }
        else if (random.Next(4) == 0)
        {
            await cancel.CancelAsync();
        }

        _release.SetResult();
        return await EndAsync(clock, cancellationToken);
    }

    private string? Judge() => (isHonest, agent.Violation) switch
    {
        (true, { } violation) => $"honest words broke the connection off: {violation}",
        (false, null) when script.MustBreak => "what breaks the rules did not break the connection off",
        (_, { } text) when FrameGenerator.ShowsControls(text) => "the reason of the end was not cleaned",
        _ => null,
    };

    private void Speak()
    {
        for (var i = 0; i < _askings.Count; i++)
        {
            if (isHonest || random.Next(2) == 0)
            {
                _askings[i].Answer(script, i + 1);
            }
        }

        for (var count = isHonest ? 0 : random.Next(1, 20); count > 0; count--)
        {
            SayHostile(random.Next(_askings.Count));
        }
    }

    private void SayHostile(int asking)
    {
        var channel = asking + 1;
        switch (random.Next(12))
        {
            case < 4:
                SayWrong(channel);
                break;
            case 4:
                script.SayData(channel, random.Next(2) == 0 ? 1 : random.Next(FrameHeader.DataLength));
                break;
            case 5:
                Flood(asking, random.Next(4) == 0 ? 1 : FrameHeader.DataLength);
                break;
            case 6:
                script.SayNumber(FrameKind.Credit, channel, random.Next(2) == 0 ? random.Next() : -random.Next(100));
                break;
            case 7:
                script.Say(FrameKind.Asked, channel, new HttpAsk(script.Text(), script.Text(), new byte[random.Next(5_000)]));
                break;
            case 8:
                script.Lie(channel);
                break;
            case 9:
                script.Babble();
                break;
            case 10:
                script.SayNumber(FrameKind.Started, _askings.Count + 1 + random.Next(1000), 1);
                script.Break();
                break;
            default:
                script.SayAnything(_askings.Count);
                break;
        }
    }

    /// <summary>Well formed, with values that cannot be.</summary>
    private void SayWrong(int channel)
    {
        switch (random.Next(4))
        {
            case 0:
                script.Say(FrameKind.Failed, channel, new AgentFailure((AgentFailureKind)random.Next(12), script.Text()));
                break;
            case 1:
                script.Say(FrameKind.Exited, channel, new ProcessExit(random.Next(-300, 300), random.Next(-3, 70), true, true));
                break;
            case 2:
                script.Say(FrameKind.Reply, channel, new PathFacts(script.Text(), (PathKind)random.Next(6), random.NextInt64(long.MinValue, long.MaxValue), random.Next()));
                break;
            default:
                script.Say(FrameKind.Reply, channel, new TransferSummary(random.Next(-5, 5), random.Next(-5, 5), [script.Text()]));
                break;
        }
    }

    /// <summary>More data than the window.</summary>
    private void Flood(int asking, int length)
    {
        // One byte a frame is what an honest process may do; here only so many that a trial stays short.
        var frames = length == 1 ? 20_000 : (FrameHeader.Window / length) + 2;
        for (var i = 0; i < frames; i++)
        {
            script.SayData(asking + 1, length);
        }

        if (length > 1 && _askings[asking].HoldsBack)
        {
            script.Break();
        }
    }

    private async Task<string?> EndAsync(FakeTimeProvider clock, CancellationToken cancellationToken)
    {
        string? problem = null;
        foreach (var asking in _askings)
        {
            try
            {
                // All that is honest has been said by now, and no hours may pass before it is read.
                await (isHonest ? asking.Work.WaitAsync(cancellationToken) : FrameGenerator.EndAsync(asking.Work, clock));
                problem ??= Check(asking.Work);
            }
            catch (Exception failure) when (!isHonest && failure is AgentException or AgentLostException or OperationCanceledException)
            {
                problem ??= FrameGenerator.ShowsControls(failure.Message) ? $"a failure was not cleaned: {failure.GetType().Name}" : null;
            }
        }

        return problem;
    }

    private string? Check(Task work) => work switch
    {
        Task<ProcessOutcome> { Result: ProcessOutcome.Exited { Code: < 0 or > 255 } exited } => $"a process ended with {exited}",
        Task<ProcessOutcome> { Result: ProcessOutcome.NotStarted lost } when FrameGenerator.ShowsControls(lost.Reason) => "the reason of a process was not cleaned",
        Task<ProcessOutcome> { Result: not ProcessOutcome.Exited and var outcome } when isHonest => $"an honest process ended with {outcome}",
        Task<PathFacts> { Result: { Size: < 0 } facts } => $"there is a file with {facts}",
        _ => null,
    };
}
