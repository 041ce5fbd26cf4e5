namespace Slipway.Model.Wire;

/// <summary>What a program in the container asked the job's endpoint.</summary>
/// <param name="Method">As sent: <c>POST</c>.</param>
/// <param name="Path">Without host and query.</param>
/// <param name="Body">Whole.</param>
public sealed record HttpAsk(string Method, string Path, ReadOnlyMemory<byte> Body) : IWireMessage<HttpAsk>
{
    /// <summary>A larger body is refused.</summary>
    public const int LargestBody = 16 * 1024 * 1024;

    /// <summary>The body with what stands in front of it: the request's first line, which is bounded by the agent.</summary>
    public const int LargestMessage = LargestBody + (256 * 1024);

    public void Write(PayloadWriter writer)
    {
        writer.Text(Method);
        writer.Text(Path);
        writer.Bytes(Body.Span);
    }

    public static HttpAsk Read(PayloadReader reader) => new(reader.Text(), reader.Text(), reader.Bytes());
}

/// <summary>The endpoint's answer.</summary>
/// <param name="Status">200 and so on.</param>
/// <param name="Body">JSON.</param>
public sealed record HttpAnswer(int Status, string Body) : IWireMessage<HttpAnswer>
{
    /// <summary>In letters. A longer answer is not sent: whoever asks could make the runner send as much as it likes.</summary>
    public const int LongestBody = 4096;

    public void Write(PayloadWriter writer)
    {
        writer.Number(Status);
        writer.Text(Body);
    }

    public static HttpAnswer Read(PayloadReader reader) => new(reader.Number(), reader.Text());
}
