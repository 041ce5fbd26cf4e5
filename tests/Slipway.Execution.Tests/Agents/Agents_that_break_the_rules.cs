using System.Diagnostics.CodeAnalysis;
using Slipway.Execution.Agents;
using Slipway.Fuzz.Frames;
using Slipway.Model.Wire;

namespace Slipway.Execution.Tests.Agents;

/// <summary>An image can put a program of its own in the agent's place. It gets no further than the agent.</summary>
public sealed class Agents_that_break_the_rules
{
    private static readonly PathRequest Asked = new("/", "/some/path");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_sends_past_the_window_is_cut_off()
    {
        await using var agent = await StrangeAgent.StartAsync();
        var download = agent.Connection.DownloadAsync(new DownloadRequest { Directory = "/", Paths = ["a"] }, Never, Token);
        for (var i = 0; i <= FrameHeader.Window / FrameHeader.DataLength; i++)
        {
            agent.Script.SayData(1, FrameHeader.DataLength);
        }

        await agent.SpeakAsync();

        var lost = await agent.Connection.Lost;
        Assert.True(lost.IsViolation);
        Assert.Equal("the agent in the job's container sent more than it was allowed", agent.Connection.Violation);
        Assert.False(download.IsCompleted);
    }

    [Fact]
    [SuppressMessage("Reliability", "CA2000", Justification = "The inbox and who takes from it dispose them.")]
    public async Task A_window_of_single_bytes_is_kept_as_the_bytes_that_it_is()
    {
        var inbox = new Inbox();
        for (var i = 0; i < FrameHeader.Window; i++)
        {
            inbox.Add(new InboundFrame(FrameKind.Data, [(byte)i]));
        }

        inbox.End(new AgentLostException("the end"));
        var (bytes, frames) = (0, 0);
        await Assert.ThrowsAsync<AgentLostException>(async () =>
        {
            while (true)
            {
                using var frame = await inbox.TakeAsync(Token);
                Assert.Equal((byte)bytes, frame.Payload.Span[0]);
                bytes += frame.Length;
                frames++;
            }
        });
        Assert.Equal(FrameHeader.Window, bytes);
        Assert.Equal(FrameHeader.Window / FrameHeader.DataLength, frames);
    }

    [Fact]
    public async Task What_comes_for_a_question_that_was_left_is_counted()
    {
        await using var agent = await StrangeAgent.StartAsync();
        using var cancel = new CancellationTokenSource();
        var read = agent.Connection.ReadFileAsync(Asked, cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);

        agent.Script.Frame(FrameKind.Reply, 1, new byte[FrameBounds.LargestReply]);
        await agent.SpeakAsync();
        var stat = agent.Connection.StatAsync(Asked, Token);
        agent.Script.Say(FrameKind.Reply, 2, new PathFacts("/x", PathKind.File, 1, 0));
        await agent.SpeakAsync();
        Assert.Equal("/x", (await stat).Path);

        for (var more = 0; more < 3; more++)
        {
            agent.Script.Frame(FrameKind.Reply, 1, new byte[FrameBounds.LargestReply]);
        }

        var last = agent.Connection.StatAsync(Asked, Token);
        agent.Script.Say(FrameKind.Reply, 3, new PathFacts("/x", PathKind.File, 1, 0));
        await agent.SpeakAsync();
        Assert.True((await Assert.ThrowsAsync<AgentLostException>(() => last)).IsViolation);
    }

    public static TheoryData<string> WrongWords { get; } =
    [
        "a kind that there is none of", "what only the runner says", "a started process with a page of text", "data of more than a frame", "data of no bytes",
        "another hello", "words on a channel that is not open", "words on a channel below none", "an answer to another question", "a second answer", "data after the answer", "data of a process that has not started", "the end of a process that has not started", "room that was not used",
    ];

    [Theory]
    [MemberData(nameof(WrongWords))]
    public async Task Words_out_of_place_end_the_connection(string words)
    {
        await using var agent = await StrangeAgent.StartAsync();
        var stat = agent.Connection.StatAsync(Asked, Token);
        var run = agent.Connection.RunAsync(new ProcessRequest { Script = "true" }, Never, ProcessLimits.None, Token);
        var upload = agent.Connection.UploadAsync(new UploadRequest { Directory = "/" }, Stream.Null, Token);
        Say(agent.Script, words);
        await agent.SpeakAsync();

        Assert.True((await agent.Connection.Lost).IsViolation);
        Assert.StartsWith("the agent in the job's container ", agent.Connection.Violation, StringComparison.Ordinal);
        await Assert.ThrowsAsync<AgentLostException>(() => upload);
        await Assert.ThrowsAnyAsync<Exception>(() => Task.WhenAll(stat, run, agent.Connection.StatAsync(Asked, Token)));
    }

    [Theory]
    [InlineData(256, 0)]
    [InlineData(-1, 0)]
    [InlineData(3, 9)]
    [InlineData(128 + 65, 65)]
    public async Task A_process_cannot_end_in_a_way_that_there_is_none_of(int code, int signal)
    {
        await using var agent = await StrangeAgent.StartAsync();
        var run = agent.Connection.RunAsync(new ProcessRequest { Script = "true" }, Never, ProcessLimits.None, Token);
        agent.Script.Say(FrameKind.Exited, 1, new ProcessExit(code, signal, false, false));
        await agent.SpeakAsync();

        Assert.IsType<ProcessOutcome.ConnectionLost>(await run);
        Assert.NotNull(agent.Connection.Violation);
    }

    [Fact]
    public async Task Facts_that_cannot_be_are_no_answer()
    {
        await AnswerAsync(agent => agent.StatAsync(Asked, Token), new PathFacts("", PathKind.File, 1, 0));
        await AnswerAsync(agent => agent.StatAsync(Asked, Token), new PathFacts("/x", PathKind.File, -1, 0));
        await AnswerAsync(agent => agent.StatAsync(Asked, Token), new PathFacts("/x", (PathKind)9, 1, 0));
        await AnswerAsync(agent => agent.StatAsync(Asked, Token), new PathFacts("/x", PathKind.File, 1, -1));
        await AnswerAsync(agent => agent.ChecksumAsync(Asked, Token), new ByteList(new byte[FrameBounds.FilePiece + 1]));
        await AnswerAsync(agent => agent.DownloadAsync(new DownloadRequest { Directory = "/", Paths = ["a"] }, Stream.Null, Token), new TransferSummary(1, 1, ["b"]));
        await AnswerAsync(agent => agent.DownloadAsync(new DownloadRequest { Directory = "/", Paths = ["a"] }, Stream.Null, Token), new TransferSummary(-1, 1, []));
        await AnswerAsync(agent => agent.ListenAsync(_ => new HttpAnswer(200, ""), Token), new TransferSummary(1, 1, []));
    }

    [Fact]
    public async Task What_the_agent_says_about_itself_steers_no_terminal()
    {
        await using var agent = new StrangeAgent();
        agent.Script.Say(FrameKind.Hello, 0, FrameScript.HonestHello with { User = "root\u001b]52;c;eA==\u0007\nRun 1 passed", Architecture = "linux/../\u001b[2J" });
        await agent.SpeakAsync();
        await agent.OpenAsync(Stream.Null);
        Assert.DoesNotContain(agent.Connection.Hello.User, char.IsControl);
        Assert.Matches("^[A-Za-z0-9_.-]+$", agent.Connection.Hello.Architecture);

        var stat = agent.Connection.StatAsync(Asked, Token);
        var run = agent.Connection.RunAsync(new ProcessRequest { Script = "true" }, Never, ProcessLimits.None, Token);
        var failure = new AgentFailure((AgentFailureKind)77, "no such file\r\n+ a  passed\u001b]0;title\u0007" + new string('x', 10_000));
        agent.Script.Say(FrameKind.Failed, 1, failure);
        agent.Script.Say(FrameKind.Failed, 2, failure);
        await agent.SpeakAsync();

        var refused = await Assert.ThrowsAsync<AgentException>(() => stat);
        Assert.Equal(AgentFailureKind.Other, refused.Kind);
        Assert.DoesNotContain(refused.Message, char.IsControl);
        Assert.DoesNotContain(Assert.IsType<ProcessOutcome.NotStarted>(await run).Reason, char.IsControl);
    }

    [Theory]
    [InlineData("/root\n/x")]
    [InlineData("relative")]
    public async Task A_folder_of_the_agents_is_a_path(string folder)
    {
        await using var agent = new StrangeAgent();
        agent.Script.Say(FrameKind.Hello, 0, FrameScript.HonestHello with { TaskDirectory = folder });
        await agent.SpeakAsync();
        Assert.True((await Assert.ThrowsAsync<AgentLostException>(() => agent.OpenAsync(Stream.Null))).IsViolation);
    }

    private static async Task AnswerAsync<T>(Func<AgentConnection, Task> ask, T answer)
        where T : IWireMessage<T>
    {
        await using var agent = await StrangeAgent.StartAsync();
        var asking = ask(agent.Connection);
        agent.Script.Say(FrameKind.Reply, 1, answer);
        await agent.SpeakAsync();
        Assert.True((await Assert.ThrowsAsync<AgentLostException>(() => asking)).IsViolation);
        Assert.NotNull(agent.Connection.Violation);
    }

    /// <summary>Channel 1 asks what is at a path, 2 runs a process, 3 sends an archive of no bytes.</summary>
    private static void Say(FrameScript script, string words)
    {
        var facts = new PathFacts("/x", PathKind.File, 1, 0);
        Action say = words switch
        {
            "a kind that there is none of" => () => script.Frame((FrameKind)99, 1, []),
            "what only the runner says" => () => script.Frame(FrameKind.Start, 2, []),
            "a started process with a page of text" => () => script.Frame(FrameKind.Started, 2, new byte[4096]),
            "data of more than a frame" => () => script.SayData(2, FrameHeader.DataLength + 1),
            "data of no bytes" => () => script.SayData(2, 0),
            "another hello" => () => script.Say(FrameKind.Hello, 0, FrameScript.HonestHello),
            "words on a channel that is not open" => () => script.SayData(9, 1),
            "words on a channel below none" => () => script.SayData(-1, 1),
            "an answer to another question" => () => script.Say(FrameKind.Reply, 2, facts),
            "a second answer" => () => SayTwice(script),
            "data of a process that has not started" => () => script.SayData(2, 1),
            "the end of a process that has not started" => () => script.Say(FrameKind.Exited, 2, new ProcessExit(0, 0, false, false)),
            "data after the answer" => () => SayMore(script),
            _ => () => script.SayNumber(FrameKind.Credit, 3, 1),
        };
        say();
    }

    private static void SayTwice(FrameScript script)
    {
        script.SayNumber(FrameKind.Started, 2, 1);
        script.SayNumber(FrameKind.Started, 2, 1);
    }

    private static void SayMore(FrameScript script)
    {
        script.SayNumber(FrameKind.Started, 2, 1);
        script.Say(FrameKind.Exited, 2, new ProcessExit(0, 0, false, false));
        script.SayData(2, 1);
    }

    private static async ValueTask Never(ReadOnlyMemory<byte> output, CancellationToken cancellationToken) => await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
}
