using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using Slipway.Execution.Agents;
using Slipway.Execution.JobSpaces;

namespace Slipway.Execution.Tests.JobSpaces;

/// <summary>An image's own program may run in the agent's place and listen nowhere: each attempt to reach it is a thread.</summary>
public sealed class Lines_on_which_nobody_listens
{
    [Fact]
    public async Task Are_tried_less_and_less_often()
    {
        var clock = new FakeTimeProvider();
        List<TimeSpan> attempts = [];
        var begin = clock.GetTimestamp();
        var opening = DirectLine.OpenAsync(() => Fail(attempts, clock.GetElapsedTime(begin)), new TaskCompletionSource().Task, clock, TestContext.Current.CancellationToken);

        while (!opening.IsCompleted)
        {
            clock.Advance(TimeSpan.FromMilliseconds(1));
            await Task.Yield();
        }

        await Assert.ThrowsAsync<AgentLostException>(() => opening);
        Assert.InRange(attempts.Count(at => at < TimeSpan.FromMilliseconds(8)), 2, 16);
        Assert.InRange(attempts.Count, 100, 6000);
    }

    private static Socket Fail(List<TimeSpan> attempts, TimeSpan now)
    {
        attempts.Add(now);
        throw new SocketException((int)SocketError.ConnectionRefused);
    }
}
