using System.Globalization;
using System.Text;
using Slipway.Agent.Frames;
using Slipway.Agent.Linux;
using Slipway.Model.Wire;

namespace Slipway.Agent.Endpoints;

/// <summary>One request and its answer on one connection: as much of HTTP/1.1 as clients of an API use.</summary>
/// <param name="input">What comes on the connection.</param>
/// <param name="connection">Where answers and requests go.</param>
/// <param name="answerPatience">For a whole answer; null: as long as it takes.</param>
internal sealed class HttpExchange(HttpInput input, Descriptor connection, TimeSpan? answerPatience = null)
{
    private const int MostHeaderLetters = 64 * 1024;

    /// <exception cref="InvalidRequestException">It is no request, or too large.</exception>
    public HttpAsk Receive()
    {
        var words = input.ReadLine().Split(' ');
        if (words.Length != 3 || !words[2].StartsWith("HTTP/1.", StringComparison.Ordinal))
        {
            throw new InvalidRequestException("This is no HTTP request.");
        }

        var headers = ReadHeaders();
        if (headers.GetValueOrDefault("expect") is { } expected && expected.StartsWith("100-", StringComparison.Ordinal))
        {
            Write("HTTP/1.1 100 Continue\r\n\r\n");
        }

        return new HttpAsk(words[0], words[1].Split('?')[0], ReadBody(headers));
    }

    public void Answer(HttpAnswer answer)
    {
        var length = Encoding.UTF8.GetByteCount(answer.Body);
        Write($"HTTP/1.1 {answer.Status} {(answer.Status < 300 ? "OK" : "Refused")}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{answer.Body}");
    }

    /// <summary>Takes what the client still sends until it goes: a connection that is closed over unread bytes takes its answer with it.</summary>
    public void WaitForEnd()
    {
        connection.EndOutput();
        input.Skip(HttpAsk.LargestBody);
    }

    /// <summary>Sends a request of our own and returns what came of it.</summary>
    public HttpAnswer Ask(HttpAsk ask)
    {
        Write($"{ask.Method} {ask.Path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {ask.Body.Length}\r\n\r\n");
        connection.Write(ask.Body.Span);
        var words = input.ReadLine().Split(' ');
        return words.Length >= 2 && int.TryParse(words[1], CultureInfo.InvariantCulture, out var status)
            ? new HttpAnswer(status, Encoding.UTF8.GetString(ReadBody(ReadHeaders())))
            : throw new InvalidRequestException("The endpoint does not answer with HTTP.");
    }

    private Dictionary<string, string> ReadHeaders()
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var letters = 0;
        while (input.ReadLine() is { Length: > 0 } line)
        {
            letters += line.Length;
            if (letters > MostHeaderLetters)
            {
                throw new InvalidRequestException("The request has more than 64 KiB of headers.");
            }

            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
            {
                headers[line[..colon].Trim()] = line[(colon + 1)..].Trim();
            }
        }

        return headers;
    }

    private byte[] ReadBody(Dictionary<string, string> headers)
    {
        if (headers.GetValueOrDefault("transfer-encoding") is { } encoding && encoding.EndsWith("chunked", StringComparison.OrdinalIgnoreCase))
        {
            return ReadChunks();
        }

        using var body = new MemoryStream();
        input.ReadTo(body, Size(headers.GetValueOrDefault("content-length", "0"), NumberStyles.None, 0));
        return body.ToArray();
    }

    private byte[] ReadChunks()
    {
        using var body = new MemoryStream();
        while (Size(input.ReadLine().Split(';')[0], NumberStyles.AllowHexSpecifier, body.Length) is > 0 and var size)
        {
            input.ReadTo(body, size);
            input.ReadLine();
        }

        while (input.ReadLine().Length > 0)
        {
            // Trailers say nothing that counts here.
        }

        return body.ToArray();
    }

    private static int Size(string text, NumberStyles style, long before) =>
        int.TryParse(text.Trim(), style, CultureInfo.InvariantCulture, out var size) && size >= 0 && before + size <= HttpAsk.LargestBody
            ? size
            : throw new InvalidRequestException("The body of the request has no length, or more than 16 MiB.");

    /// <summary>A client that takes a little again and again has no more time than one that takes nothing.</summary>
    private void Write(string text)
    {
        ReadOnlySpan<byte> bytes = Encoding.UTF8.GetBytes(text);
        if (answerPatience is not { } patience)
        {
            connection.Write(bytes);
            return;
        }

        var deadline = Environment.TickCount64 + (long)patience.TotalMilliseconds;
        while (bytes.Length > 0)
        {
            var left = deadline - Environment.TickCount64;
            LoopbackSocket.LimitWrite(connection, left > 0 ? TimeSpan.FromMilliseconds(left) : throw new TooSlowException());
            bytes = bytes[connection.WriteSome(bytes)..];
        }
    }
}
