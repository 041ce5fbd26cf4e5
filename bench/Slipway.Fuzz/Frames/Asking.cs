using Slipway.Execution.Agents;
using Slipway.Model.Wire;

namespace Slipway.Fuzz.Frames;

/// <summary>One thing that the runner asks of an agent, and what an honest agent says to it.</summary>
/// <param name="Work">The asking, to its end.</param>
/// <param name="Answer">Says the honest words on the asking's channel.</param>
/// <param name="HoldsBack">Nothing of its data is taken before the script is over.</param>
internal sealed record Asking(Task Work, Action<FrameScript, int> Answer, bool HoldsBack)
{
    private const int Kinds = 8;
    private const string Path = "/some/path";

    /// <summary>Asks something; the channel is open when this returns.</summary>
    public static Asking Begin(AgentConnection agent, Random random, Task release, CancellationToken cancellationToken)
    {
        var holdsBack = random.Next(3) == 0;
        ValueTask Sink(ReadOnlyMemory<byte> data, CancellationToken token) => holdsBack ? new ValueTask(release) : ValueTask.CompletedTask;
        return random.Next(Kinds) switch
        {
            0 => new(agent.StatAsync(new PathRequest("/", Path), cancellationToken), (script, channel) => script.Say(FrameKind.Reply, channel, new PathFacts(Path, PathKind.File, 7, 0x1A4)), false),
            1 => new(agent.ChecksumAsync(new PathRequest("/", Path), cancellationToken), (script, channel) => script.Say(FrameKind.Reply, channel, new ByteList(new byte[32])), false),
            2 => new(agent.ReadFileAsync(new PathRequest("/", Path), cancellationToken), (script, channel) => script.Say(FrameKind.Reply, channel, new ByteList(new byte[random.Next(100_000)])), false),
            3 => new(agent.GlobAsync(new GlobRequest("/", ["*"]), cancellationToken), (script, channel) => script.Say(FrameKind.Reply, channel, new PathList([Path])), false),
            4 => new(ListenAsync(agent, release, cancellationToken), Listening, false),
            5 => new(agent.UploadAsync(new UploadRequest { Directory = "/" }, new MemoryStream(new byte[300_000]), cancellationToken), Unpacked, false),
            6 => new(
                agent.DownloadAsync(new DownloadRequest { Directory = "/", Paths = ["a"] }, Sink, cancellationToken),
                (script, channel) => Packed(script, channel, random),
                holdsBack),
            _ => new(agent.RunAsync(new ProcessRequest { Script = "true" }, Sink, new ProcessLimits { Silence = TimeSpan.FromMinutes(10) }, cancellationToken), (script, channel) => Ran(script, channel, random), holdsBack),
        };
    }

    private static async Task ListenAsync(AgentConnection agent, Task release, CancellationToken cancellationToken)
    {
        await using var listener = await agent.ListenAsync(ask => new HttpAnswer(200, "{}"), cancellationToken);
        await release;
    }

    private static void Listening(FrameScript script, int channel)
    {
        script.SayNumber(FrameKind.Listening, channel, 8080);
        script.Say(FrameKind.Asked, channel, new HttpAsk("POST", "/x", new byte[10]));
    }

    private static void Unpacked(FrameScript script, int channel)
    {
        script.SayNumber(FrameKind.Credit, channel, 300_000);
        script.Say(FrameKind.Reply, channel, new TransferSummary(3, 4, []));
    }

    private static void Packed(FrameScript script, int channel, Random random)
    {
        Output(script, channel, random);
        script.Say(FrameKind.Reply, channel, new TransferSummary(1, 1, ["a"]));
    }

    private static void Ran(FrameScript script, int channel, Random random)
    {
        script.SayNumber(FrameKind.Started, channel, 42);
        Output(script, channel, random);
        script.Say(FrameKind.Exited, channel, random.Next(2) == 0 ? new ProcessExit(3, 0, false, false) : new ProcessExit(137, 9, true, false));
    }

    private static void Output(FrameScript script, int channel, Random random)
    {
        for (var left = random.Next(12); left > 0; left--)
        {
            script.SayData(channel, random.Next(3) == 0 ? 1 : random.Next(1, FrameHeader.DataLength + 1));
        }
    }
}
