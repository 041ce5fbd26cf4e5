using Slipway.Execution.SshAgents;

namespace Slipway.Execution.Tests.SshAgents;

public sealed class SshAgentMessagesTests
{
    private static readonly byte[] Failure = [0, 0, 0, 1, 5];
    private static readonly byte[] List = [0, 0, 0, 1, 11];
    private static readonly byte[] NoKeys = [0, 0, 0, 5, 12, 0, 0, 0, 0];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Questions_go_to_the_agent_and_its_answers_come_back_in_turn()
    {
        using Talk client = new([.. List, .. List]), agent = new([.. NoKeys, .. NoKeys]);

        await SshAgentMessages.CarryAsync(client, agent, Token);

        Assert.Equal([.. List, .. List], agent.Said);
        Assert.Equal([.. NoKeys, .. NoKeys], client.Said);
    }

    /// <summary>A library of a smartcard would be loaded on the machine that the agent is on.</summary>
    [Theory]
    [InlineData(20)]
    [InlineData(21)]
    [InlineData(26)]
    public async Task What_would_load_a_library_is_refused_and_the_next_question_is_not(byte kind)
    {
        using Talk client = new([0, 0, 0, 2, kind, 0, .. List]), agent = new(NoKeys);

        await SshAgentMessages.CarryAsync(client, agent, Token);

        Assert.Equal(List, agent.Said);
        Assert.Equal([.. Failure, .. NoKeys], client.Said);
    }

    [Theory]
    [InlineData(new byte[] { 0, 0, 0, 0 })]
    [InlineData(new byte[] { 255, 255, 255, 255, 1 })]
    [InlineData(new byte[] { 0, 4, 0, 1, 1 })]
    [InlineData(new byte[] { 0, 0, 0, 9, 11 })]
    public async Task What_is_no_message_ends_the_conversation_and_reaches_nobody(byte[] words)
    {
        using Talk client = new(words), agent = new([]);

        await Assert.ThrowsAnyAsync<IOException>(() => SshAgentMessages.CarryAsync(client, agent, Token));

        Assert.Empty(agent.Said);
    }

    /// <summary>One end of a conversation: says what it was given, and keeps what it hears.</summary>
    private sealed class Talk(byte[] words) : MemoryStream(words, writable: false)
    {
        private readonly List<byte> _heard = [];

        public byte[] Said => [.. _heard];

        public override bool CanWrite => true;

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _heard.AddRange(buffer.Span);
            return ValueTask.CompletedTask;
        }
    }
}
