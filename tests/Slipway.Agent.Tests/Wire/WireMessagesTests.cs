using System.Text.Json;
using Slipway.Model.Wire;

namespace Slipway.Agent.Tests.Wire;

/// <summary>What runner and agent say to each other arrives as it was said, and what is cut, longer, or no message at all is refused.</summary>
public sealed class WireMessagesTests
{
    private const int Seeds = 200;

    public static TheoryData<string> Kinds() => [.. Trials.Keys];

    /// <summary>Each kind with a trial of one message, and of bytes that are hardly ever one.</summary>
    private static readonly Dictionary<string, Action<MessageSamples>> Trials = new()
    {
        [nameof(AgentHello)] = samples => Try(samples.AgentHello(), samples.Bytes()),
        [nameof(AgentFailure)] = samples => Try(samples.AgentFailure(), samples.Bytes()),
        [nameof(ByteList)] = samples => Try(samples.ByteList(), samples.Bytes()),
        [nameof(DownloadRequest)] = samples => Try(samples.DownloadRequest(), samples.Bytes()),
        [nameof(GlobRequest)] = samples => Try(samples.GlobRequest(), samples.Bytes()),
        [nameof(HttpAnswer)] = samples => Try(samples.HttpAnswer(), samples.Bytes()),
        [nameof(HttpAsk)] = samples => Try(samples.HttpAsk(), samples.Bytes()),
        [nameof(PathFacts)] = samples => Try(samples.PathFacts(), samples.Bytes()),
        [nameof(PathList)] = samples => Try(samples.PathList(), samples.Bytes()),
        [nameof(PathRequest)] = samples => Try(samples.PathRequest(), samples.Bytes()),
        [nameof(ProcessExit)] = samples => Try(samples.ProcessExit(), samples.Bytes()),
        [nameof(ProcessRequest)] = samples => Try(samples.ProcessRequest(), samples.Bytes()),
        [nameof(ReadFileRequest)] = samples => Try(samples.ReadFileRequest(), samples.Bytes()),
        [nameof(SocketRequest)] = samples => Try(samples.SocketRequest(), samples.Bytes()),
        [nameof(TransferSummary)] = samples => Try(samples.TransferSummary(), samples.Bytes()),
        [nameof(UploadRequest)] = samples => Try(samples.UploadRequest(), samples.Bytes()),
        [nameof(WriteFileRequest)] = samples => Try(samples.WriteFileRequest(), samples.Bytes()),
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_message_arrives_whole_or_is_refused(string kind)
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            Trials[kind](new MessageSamples(seed));
        }
    }

    [Fact]
    public void No_kind_of_message_is_left_out()
    {
        var kinds = typeof(AgentHello).Assembly.GetTypes()
            .Where(type => Array.Exists(type.GetInterfaces(), one => one.IsGenericType && one.GetGenericTypeDefinition() == typeof(IWireMessage<>)))
            .Select(type => type.Name);
        Assert.Equal(kinds.Order(StringComparer.Ordinal), Trials.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    [InlineData(100)]
    public void A_list_that_claims_more_than_there_is_takes_no_memory_for_it(int count)
    {
        var writer = new PayloadWriter();
        writer.Number(count);
        Assert.Throws<WireException>(() => PayloadReader.Decode<PathList>(writer.Written));
    }

    [Fact]
    public void A_text_that_must_be_there_is_not_missed_in_silence()
    {
        var writer = new PayloadWriter();
        writer.Text(null);
        Assert.Throws<WireException>(() => PayloadReader.Decode<SocketRequest>(writer.Written));
    }

    [Fact]
    public void Half_a_letter_is_sent_as_a_mark_in_its_place()
    {
        var request = new SocketRequest("/a" + '\uD83D');
        Assert.Equal("/a\uFFFD", PayloadReader.Decode<SocketRequest>(PayloadWriter.Encode(request)).Path);
    }

    [Fact]
    public void An_agent_of_another_version_is_refused_before_anything_else_of_it_is_read()
    {
        var writer = new PayloadWriter();
        writer.Number(AgentHello.CurrentVersion + 1);
        var failure = Assert.Throws<WireException>(() => PayloadReader.Decode<AgentHello>(writer.Written));
        Assert.Contains($"version {AgentHello.CurrentVersion + 1}", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_failure_is_cut_so_that_it_has_its_frame()
    {
        var failure = new AgentFailure(AgentFailureKind.Other, new string('€', FrameBounds.LargestMessage));
        Assert.InRange(PayloadWriter.Encode(failure).Length, AgentFailure.LongestMessage, FrameBounds.LargestMessage);
    }

    [Fact]
    public void A_header_is_read_as_it_was_written_and_no_length_is_believed_that_no_frame_has()
    {
        var bytes = new byte[FrameHeader.Size];
        foreach (var header in Enum.GetValues<FrameKind>().Select((kind, number) => new FrameHeader(kind, int.MinValue + number, number % 2 == 0 ? number : FrameHeader.MaximumLength)))
        {
            header.Write(bytes);
            Assert.Equal(header, FrameHeader.Read(bytes));
        }

        foreach (var length in (int[])[-1, int.MinValue, FrameHeader.MaximumLength + 1, int.MaxValue])
        {
            new FrameHeader(FrameKind.Data, 0, length).Write(bytes);
            Assert.Throws<WireException>(() => FrameHeader.Read(bytes));
        }
    }

    /// <param name="noise">Decoded as well: it may be a message by chance.</param>
    private static void Try<T>(T message, byte[] noise)
        where T : IWireMessage<T>
    {
        var payload = PayloadWriter.Encode(message).ToArray();
        Assert.Equal(JsonSerializer.Serialize(message), JsonSerializer.Serialize(PayloadReader.Decode<T>(payload)));
        Assert.Throws<WireException>(() => PayloadReader.Decode<T>((byte[])[.. payload, 0]));
        for (var length = 0; length < payload.Length; length++)
        {
            Assert.Throws<WireException>(() => PayloadReader.Decode<T>(payload.AsMemory(0, length)));
        }

        var failure = Record.Exception(() => PayloadReader.Decode<T>(noise));
        Assert.True(failure is null or WireException, $"{typeof(T).Name} of {Convert.ToHexString(noise)}: {failure}");
    }
}
