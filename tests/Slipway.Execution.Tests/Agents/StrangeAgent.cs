using System.IO.Pipelines;
using Microsoft.Extensions.Time.Testing;
using Slipway.Execution.Agents;
using Slipway.Fuzz.Frames;
using Slipway.Model.Wire;

namespace Slipway.Execution.Tests.Agents;

/// <summary>An agent in this process that says what a test wants, and time that goes on when the test wants.</summary>
internal sealed class StrangeAgent : IAsyncDisposable
{
    private readonly Pipe _words = new(new PipeOptions(pauseWriterThreshold: 0, useSynchronizationContext: false));
    private AgentConnection? _connection;

    public FakeTimeProvider Clock { get; } = new();

    public FrameScript Script { get; } = new(new Random(1));

    public AgentConnection Connection => _connection!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>An agent that has said an honest hello.</summary>
    /// <param name="toAgent">What takes the runner's words; null: they are thrown away.</param>
    public static async Task<StrangeAgent> StartAsync(Stream? toAgent = null)
    {
        var agent = new StrangeAgent();
        agent.Script.Say(FrameKind.Hello, 0, FrameScript.HonestHello);
        await agent.SpeakAsync();
        await agent.OpenAsync(toAgent ?? Stream.Null);
        return agent;
    }

    public async Task OpenAsync(Stream toAgent) => _connection = await AgentConnection.OpenAsync(_words.Reader.AsStream(), toAgent, Clock, Token);

    /// <summary>Says what the script has gathered.</summary>
    public async Task SpeakAsync() => await _words.Writer.WriteAsync(Script.Take(), Token);

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
        }
    }
}
