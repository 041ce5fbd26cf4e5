using System.Globalization;
using System.Text;
using System.Text.Json;
using Slipway.Linux.Failures;
using Slipway.Model.Events;
using Slipway.Model.Runners;
using Slipway.Runner.Connections;

namespace Slipway.Runner.Journals;

/// <summary>
/// Sends a job's journal as it grows. The folder keeps all of it until the server has the whole: what the server has not confirmed is sent again, from where it says that it is.
/// Of what has happened, nothing is sent before the output that came before it.
/// </summary>
internal sealed class JournalSender(JournalFiles files, ServerConnection server, Lease lease)
{
    private const int MostOfPiece = 1 << 20;
    private const int MostOfRequest = 8 << 20;

    private readonly Dictionary<string, long> _durable = new(StringComparer.Ordinal);
    private readonly StringBuilder _line = new();
    private long _read;

    /// <summary>How the job ended, once the server has that; null: not yet.</summary>
    public JobOutcome? Outcome { get; private set; }

    /// <summary>Sends what is there now.</summary>
    /// <exception cref="LeaseLostException">Nobody wants it.</exception>
    /// <exception cref="InfrastructureException">The server cannot be reached.</exception>
    public async Task SendAsync(CancellationToken cancellationToken)
    {
        var events = LengthOf(files.Events);
        foreach (var (stream, file) in files.Growing())
        {
            await SendAsync(stream, file, LengthOf(file), cancellationToken);
        }

        await SendAsync(JournalStream.Events, files.Events, events, cancellationToken);
        await ReadEndAsync(events, cancellationToken);
    }

    /// <summary>Sends the artifacts, when nothing replaces one any more.</summary>
    public async Task SendArtifactsAsync(CancellationToken cancellationToken)
    {
        foreach (var (stream, file) in files.Artifacts())
        {
            // One that is empty is there too.
            await ExchangeAsync([(stream, file, 0, 0)], cancellationToken);
            await SendAsync(stream, file, LengthOf(file), cancellationToken);
        }
    }

    private async Task SendAsync(string stream, string file, long end, CancellationToken cancellationToken)
    {
        if (end > 0 && !_durable.ContainsKey(stream))
        {
            // An earlier runner may have sent some of it.
            await ExchangeAsync([(stream, file, 0, 0)], cancellationToken);
        }

        while (_durable.GetValueOrDefault(stream) < end)
        {
            var before = _durable[stream];
            var pieces = new List<(string, string, long, int)>();
            for (var at = before; at < end && at - before < MostOfRequest; at += MostOfPiece)
            {
                pieces.Add((stream, file, at, (int)Math.Min(MostOfPiece, end - at)));
            }

            await ExchangeAsync(pieces, cancellationToken);
            if (_durable[stream] <= before)
            {
                throw new InfrastructureException($"the server does not take what belongs behind byte {before} of {stream}");
            }
        }
    }

    private async Task ExchangeAsync(IReadOnlyList<(string Stream, string File, long Offset, int Length)> pieces, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        foreach (var (stream, file, offset, length) in pieces)
        {
            await JsonSerializer.SerializeAsync(body, new JournalPiece(stream, offset, length), RunnerJson.Default.JournalPiece, cancellationToken);
            body.WriteByte((byte)'\n');
            if (length > 0)
            {
                await body.WriteAsync(await ReadAsync(file, offset, length, cancellationToken), cancellationToken);
            }
        }

        using var content = new ByteArrayContent(body.GetBuffer(), 0, (int)body.Length);
        var path = string.Create(CultureInfo.InvariantCulture, $"runner/v1/assignments/{lease.Assignment}/{lease.Fence}/journal");
        foreach (var (stream, durable) in (await server.SendAsync(path, content, RunnerJson.Default.JournalReceipt, cancellationToken)).Durable)
        {
            _durable[stream] = durable;
        }
    }

    /// <summary>Looks for the end of the job among events that the server has.</summary>
    private async Task ReadEndAsync(long end, CancellationToken cancellationToken)
    {
        if (_read >= end)
        {
            return;
        }

        _line.Append(Encoding.UTF8.GetString(await ReadAsync(files.Events, _read, (int)(end - _read), cancellationToken)));
        _read = end;
        var lines = _line.ToString().Split('\n');
        _line.Clear().Append(lines[^1]);
        foreach (var finished in lines[..^1].Select(RunEventJson.TryRead).OfType<JobFinished>())
        {
            Outcome = finished.Outcome;
        }
    }

    private static async Task<byte[]> ReadAsync(string file, long offset, int length, CancellationToken cancellationToken)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        stream.Position = offset;
        var content = new byte[length];
        await stream.ReadExactlyAsync(content, cancellationToken);
        return content;
    }

    private static long LengthOf(string file) => new FileInfo(file) is { Exists: true } known ? known.Length : 0;
}
