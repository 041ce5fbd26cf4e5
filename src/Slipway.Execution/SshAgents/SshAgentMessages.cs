using System.Buffers.Binary;

namespace Slipway.Execution.SshAgents;

/// <summary>
/// Carries the questions of one client to an ssh-agent and its answers back. What would make the agent load a program or a library of its machine is refused.
/// </summary>
/// <remarks>https://datatracker.ietf.org/doc/html/draft-ietf-sshm-ssh-agent.</remarks>
internal static class SshAgentMessages
{
    private const int LargestMessage = 256 * 1024;
    private const byte AddSmartcardKey = 20;
    private const byte RemoveSmartcardKey = 21;
    private const byte AddSmartcardKeyConstrained = 26;
    private static readonly byte[] Failure = [0, 0, 0, 1, 5];

    /// <summary>Returns when the client has nothing more to ask.</summary>
    /// <exception cref="IOException">One of them has gone away, or sends what is no message.</exception>
    public static async Task CarryAsync(Stream client, Stream agent, CancellationToken cancellationToken)
    {
        while (await ReadAsync(client, cancellationToken) is { } question)
        {
            if (question[sizeof(int)] is AddSmartcardKey or RemoveSmartcardKey or AddSmartcardKeyConstrained)
            {
                await client.WriteAsync(Failure, cancellationToken);
                continue;
            }

            await agent.WriteAsync(question, cancellationToken);
            await client.WriteAsync(await ReadAsync(agent, cancellationToken) ?? throw new IOException("the agent has ended"), cancellationToken);
        }
    }

    /// <returns>A whole message with its length in front; null at the end.</returns>
    private static async Task<byte[]?> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var head = new byte[sizeof(int)];
        if (await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken) < head.Length)
        {
            return null;
        }

        var length = BinaryPrimitives.ReadUInt32BigEndian(head);
        if (length is 0 or > LargestMessage)
        {
            throw new IOException($"there is no message of {length} bytes between an agent and its clients");
        }

        var message = new byte[head.Length + (int)length];
        head.CopyTo(message, 0);
        await stream.ReadExactlyAsync(message.AsMemory(head.Length), cancellationToken);
        return message;
    }
}
