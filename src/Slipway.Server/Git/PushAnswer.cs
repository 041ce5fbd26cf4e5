using System.Text;

namespace Slipway.Server.Git;

/// <summary>Passes on what git answers to a push, but for its end, and reads in passing which changes it accepted.</summary>
/// <param name="to">Whoever pushes.</param>
/// <remarks>https://git-scm.com/docs/gitprotocol-pack#_report_status.</remarks>
internal sealed class PushAnswer(Stream to) : IDisposable
{
    private const byte Report = 1;
    private const byte ForPeople = 2;
    private const int MostBytes = 1 << 20;

    private readonly MemoryStream _report = new();

    public void Dispose() => _report.Dispose();

    /// <summary>The refs that git says it has changed.</summary>
    public async Task<IReadOnlySet<string>> AcceptedAsync()
    {
        var accepted = new HashSet<string>(StringComparer.Ordinal);
        _report.Position = 0;
        try
        {
            while (await PacketLine.ReadAsync(_report, null, CancellationToken.None) is { } line)
            {
                if (Encoding.UTF8.GetString(line).TrimEnd('\n') is var text && text.StartsWith("ok ", StringComparison.Ordinal))
                {
                    accepted.Add(text["ok ".Length..]);
                }
            }
        }
        catch (Exception cut) when (cut is EndOfStreamException or InvalidDataException)
        {
            // It was cut short.
        }

        return accepted;
    }

    /// <summary>Passes on git's answer to its end.</summary>
    public async Task RelayAsync(Stream answer, CancellationToken cancellationToken)
    {
        try
        {
            while (await PacketLine.ReadAsync(answer, null, cancellationToken) is { } content)
            {
                if (content is [Report, .. var report] && _report.Length < MostBytes)
                {
                    _report.Write(report);
                }

                await to.WriteAsync(PacketLine.Write(content), cancellationToken);
                await to.FlushAsync(cancellationToken);
            }
        }
        catch (EndOfStreamException)
        {
            // git has ended without the end of its answer: so does this.
        }
    }

    /// <summary>Adds lines for whoever pushes, and ends the answer.</summary>
    public async Task EndAsync(IEnumerable<string> lines, CancellationToken cancellationToken)
    {
        foreach (var line in lines)
        {
            await to.WriteAsync(PacketLine.Write([ForPeople, .. Encoding.UTF8.GetBytes(line + "\n")]), cancellationToken);
        }

        await to.WriteAsync(PacketLine.Flush, cancellationToken);
    }
}
