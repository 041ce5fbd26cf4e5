using System.IO.Pipelines;
using Microsoft.Extensions.Time.Testing;
using Slipway.Execution.Agents;
using Slipway.Fuzz.Frames;
using Slipway.Model.Wire;

namespace Slipway.Execution.Tests.Agents;

/// <summary>Whatever is asked of an agent comes to an end.</summary>
public sealed class Agents_that_never_answer
{
    private static readonly PathRequest Asked = new("/", "/some/path");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Are_not_waited_for_at_the_start()
    {
        await using var agent = new StrangeAgent();
        var opening = agent.OpenAsync(Stream.Null);
        agent.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.False(opening.IsCompleted);
        agent.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Contains("has said nothing for 2 min", (await Assert.ThrowsAsync<AgentLostException>(() => opening)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task End_each_question_in_its_time()
    {
        await using var agent = await StrangeAgent.StartAsync();
        var stat = agent.Connection.StatAsync(Asked, Token);
        var read = agent.Connection.ReadFileAsync(Asked, Token);
        var write = agent.Connection.WriteFileAsync(new WriteFileRequest { Path = "/x", Content = default }, Token);
        var listen = agent.Connection.ListenAsync(_ => new HttpAnswer(200, ""), Token);
        var run = agent.Connection.RunAsync(new ProcessRequest { Script = "true" }, (_, _) => ValueTask.CompletedTask, ProcessLimits.None, Token);
        var download = agent.Connection.DownloadAsync(new DownloadRequest { Directory = "/", Paths = ["a"] }, Stream.Null, Token);
        var upload = agent.Connection.UploadAsync(new UploadRequest { Directory = "/" }, new MemoryStream(new byte[2 * FrameHeader.Window]), Token);
        var hash = agent.Connection.ChecksumAsync(Asked, Token);

        agent.Clock.Advance(TimeSpan.FromMinutes(6));
        await Assert.ThrowsAsync<AgentLostException>(() => stat);
        await Assert.ThrowsAsync<AgentLostException>(() => read);
        await Assert.ThrowsAsync<AgentLostException>(() => write);
        await Assert.ThrowsAsync<AgentLostException>(() => listen);
        Assert.IsType<ProcessOutcome.ConnectionLost>(await run);
        await Assert.ThrowsAsync<AgentLostException>(() => hash);
        Assert.False(download.IsCompleted || upload.IsCompleted);

        agent.Clock.Advance(TimeSpan.FromMinutes(5));
        await Assert.ThrowsAsync<AgentLostException>(() => download);
        await Assert.ThrowsAsync<AgentLostException>(() => upload);
    }

    [Fact]
    public async Task Give_pieces_of_a_file_without_end_only_as_long_as_one_file_may_take()
    {
        var questions = new Pipe();
        await using var agent = await StrangeAgent.StartAsync(questions.Writer.AsStream());
        var hash = agent.Connection.ChecksumAsync(Asked, Token);
        for (var channel = 1; channel <= 8; channel++)
        {
            questions.Reader.AdvanceTo((await questions.Reader.ReadAsync(Token)).Buffer.End);
            Assert.False(hash.IsCompleted);
            agent.Clock.Advance(TimeSpan.FromMinutes(4));
            agent.Script.Say(FrameKind.Reply, channel, new ByteList(new byte[FrameBounds.FilePiece]));
            await agent.SpeakAsync();
        }

        Assert.Contains("30 min", (await Assert.ThrowsAsync<AgentLostException>(() => hash)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hold_no_job_that_was_canceled_by_a_process_that_does_not_start()
    {
        var said = new Pipe();
        await using var agent = await StrangeAgent.StartAsync(said.Writer.AsStream());
        using var job = new CancellationTokenSource();
        var start = agent.Connection.StartAsync(new ProcessRequest { Script = "serve" }, (_, _) => ValueTask.CompletedTask, ProcessLimits.None, job.Token, CancellationToken.None);
        await job.CancelAsync();
        await HearAsync(said.Reader, FrameKind.Terminate);
        await LetSecondsPassAsync(start, agent.Clock);
        var process = await start;
        await LetSecondsPassAsync(process.Outcome, agent.Clock);
        var outcome = await process.Outcome;
        Assert.True(outcome is ProcessOutcome.Canceled || outcome is ProcessOutcome.ConnectionLost { Reason: var reason } && reason.Contains("did not report", StringComparison.Ordinal), outcome.ToString());
    }

    [Fact]
    public async Task Let_a_process_that_runs_outlive_its_job()
    {
        await using var agent = await StrangeAgent.StartAsync();
        using var job = new CancellationTokenSource();
        var start = agent.Connection.StartAsync(new ProcessRequest { Script = "serve" }, (_, _) => ValueTask.CompletedTask, ProcessLimits.None, job.Token, CancellationToken.None);
        agent.Script.SayNumber(FrameKind.Started, 1, 42);
        await agent.SpeakAsync();
        var process = await start;
        await job.CancelAsync();
        agent.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.False(process.Outcome.IsCompleted);
    }

    [Fact]
    public async Task Let_a_process_run_as_long_as_it_may_but_end_when_it_was_canceled()
    {
        await using var agent = await StrangeAgent.StartAsync();
        using var cancel = new CancellationTokenSource();
        var run = agent.Connection.RunAsync(new ProcessRequest { Script = "sleep 1d" }, (_, _) => ValueTask.CompletedTask, ProcessLimits.None, cancel.Token);
        agent.Script.SayNumber(FrameKind.Started, 1, 42);
        agent.Script.Say(FrameKind.Reply, 2, new PathFacts("/x", PathKind.File, 1, 0));
        var stat = agent.Connection.StatAsync(Asked, Token);
        await agent.SpeakAsync();
        await stat;

        agent.Clock.Advance(TimeSpan.FromDays(1));
        Assert.False(run.IsCompleted);

        await cancel.CancelAsync();
        await FrameGenerator.EndAsync(run, agent.Clock);
        Assert.IsType<ProcessOutcome.ConnectionLost>(await run);
    }

    [Fact]
    public async Task Take_nothing_and_are_left()
    {
        await using var deaf = new DeafStream();
        await using var agent = await StrangeAgent.StartAsync(deaf);
        var stat = agent.Connection.StatAsync(Asked, Token);
        using var cancel = new CancellationTokenSource();
        var run = agent.Connection.RunAsync(new ProcessRequest { Script = "true" }, (_, _) => ValueTask.CompletedTask, ProcessLimits.None, cancel.Token);
        await cancel.CancelAsync();

        agent.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Contains("has taken nothing", (await Assert.ThrowsAsync<AgentLostException>(() => stat)).Message, StringComparison.Ordinal);
        Assert.IsType<ProcessOutcome.ConnectionLost>(await run);
    }

    /// <summary>Reads what the runner says up to a frame of a kind.</summary>
    private static async Task HearAsync(PipeReader said, FrameKind kind)
    {
        await using var stream = said.AsStream(leaveOpen: true);
        var header = new byte[FrameHeader.Size];
        FrameHeader frame;
        do
        {
            await stream.ReadExactlyAsync(header, Token);
            frame = FrameHeader.Read(header);
            await stream.ReadExactlyAsync(new byte[frame.Length], Token);
        }
        while (frame.Kind != kind);
    }

    /// <summary>In small steps, so that what begins to wait meanwhile comes to its end before the deadline of an answer.</summary>
    private static async Task LetSecondsPassAsync(Task work, FakeTimeProvider clock)
    {
        while (!work.IsCompleted)
        {
            clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }
    }
}
