using System.Globalization;
using System.IO.Pipelines;
using Microsoft.Extensions.Time.Testing;
using Slipway.Execution.Agents;
using Slipway.Fuzz.Campaigns;
using Slipway.Model.Wire;

namespace Slipway.Fuzz.Frames;

/// <summary>
/// An agent that says whatever it likes, against the runner's end of the connection, in this process. Every asking must come to an end, with nothing but the
/// failures that it may have; honest words must be believed; what breaks the rules for sure must break the connection off; and memory stays bounded.
/// </summary>
internal sealed class FrameGenerator : IGenerator
{
    private const long MostMemory = 256L << 20;
    private const int TrialsBetweenLooks = 2_000;
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(11);
    private long _trials;

    public async Task<string?> TryAsync(Random random, CancellationToken cancellationToken)
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0, useSynchronizationContext: false));
        var clock = new FakeTimeProvider();
        var script = new FrameScript(random);
        var isHonest = random.Next(4) == 0;
        var stream = !isHonest && random.Next(16) == 0 ? new DeafStream() : Stream.Null;
        SayHello(script, random, isHonest);
        await pipe.Writer.WriteAsync(script.Take(), cancellationToken);
        var agent = await OpenAsync(pipe.Reader, stream, clock, cancellationToken);
        if (agent is null)
        {
            return isHonest ? "an honest hello was refused" : null;
        }

        await using var _ = agent;
        var problem = ShowsControls(agent.Hello.User + agent.Hello.Home + agent.Hello.Architecture)
            ? "the hello was not cleaned"
            : await new FrameTrial(agent, script, random, isHonest && stream == Stream.Null).RunAsync(pipe.Writer, clock, cancellationToken);
        return problem ?? (++_trials % TrialsBetweenLooks == 0 ? LookAtMemory() : null);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <returns>Null: the hello is not believed.</returns>
    private static async Task<AgentConnection?> OpenAsync(PipeReader words, Stream stream, FakeTimeProvider clock, CancellationToken cancellationToken)
    {
        var opening = AgentConnection.OpenAsync(words.AsStream(), stream, clock, cancellationToken);
        try
        {
            await EndAsync(opening, clock);
            return await opening;
        }
        catch (AgentLostException)
        {
            return null;
        }
    }

    /// <summary>Lets hours pass until something has ended.</summary>
    internal static async Task EndAsync(Task work, FakeTimeProvider clock)
    {
        while (!work.IsCompleted)
        {
            clock.Advance(Step);
            await Task.Yield();
        }

        await work;
    }

    internal static bool ShowsControls(string text) => text.Any(char.IsControl);

    private static void SayHello(FrameScript script, Random random, bool isHonest)
    {
        var hello = FrameScript.HonestHello;
        switch (isHonest ? -1 : random.Next(12))
        {
            case 0:
                script.Babble();
                break;
            case 1:
                script.SayAnything(0);
                break;
            case 2:
                script.Lie(0);
                break;
            case 3:
                script.Say(FrameKind.Hello, 0, hello with { User = script.Text(), Architecture = script.Text(), Home = script.Text(), TaskDirectory = "/" + script.Text() });
                break;
            default:
                script.Say(FrameKind.Hello, 0, hello);
                break;
        }
    }

    private static string? LookAtMemory() => GC.GetTotalMemory(forceFullCollection: true) is > MostMemory and var used
        ? string.Create(CultureInfo.InvariantCulture, $"{used >> 20} MiB are in use between two trials")
        : null;
}
