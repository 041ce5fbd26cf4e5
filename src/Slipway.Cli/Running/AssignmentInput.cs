using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Slipway.Cli.Signals;
using Slipway.Model.Texts;

namespace Slipway.Cli.Running;

/// <summary>Standard input of a job: its assignment, and then what whoever has assigned it wants of it.</summary>
internal sealed class AssignmentInput(Stream input)
{
    private const long MostBytes = 256 << 20;
    private const byte LineEnd = (byte)'\n';
    private readonly PipeReader _reader = PipeReader.Create(input);

    /// <exception cref="JsonException">It is too long.</exception>
    public async Task<byte[]> ReadAllAsync(CancellationToken cancellationToken) => await ReadAsync(toLineEnd: false, cancellationToken) ?? [];

    /// <summary>Its next line without the end of it; empty where there is none.</summary>
    /// <exception cref="JsonException">It is too long.</exception>
    public async Task<byte[]> ReadLineAsync(CancellationToken cancellationToken) => await ReadAsync(toLineEnd: true, cancellationToken) ?? [];

    /// <summary>Does what the lines say, until there are no more: then nobody wants the job any longer.</summary>
    public async Task FollowAsync(Interrupts interrupts)
    {
        while (await ReadAsync(toLineEnd: true, CancellationToken.None) is { } line)
        {
            if (line.AsSpan().SequenceEqual("cancel"u8))
            {
                interrupts.AskCancel();
            }
            else if (line.AsSpan().SequenceEqual("abort"u8))
            {
                interrupts.AskAbort();
            }
        }

        interrupts.AskAbort();
    }

    /// <returns>Null: the input has ended.</returns>
    private async Task<byte[]?> ReadAsync(bool toLineEnd, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await _reader.ReadAsync(cancellationToken);
            var end = toLineEnd ? read.Buffer.PositionOf(LineEnd) : null;
            if (end is { } lineEnd)
            {
                var line = read.Buffer.Slice(0, lineEnd).ToArray();
                _reader.AdvanceTo(read.Buffer.GetPosition(1, lineEnd));
                return line;
            }

            if (read.IsCompleted)
            {
                var rest = read.Buffer.ToArray();
                _reader.AdvanceTo(read.Buffer.End);
                return rest.Length > 0 ? rest : null;
            }

            if (read.Buffer.Length > MostBytes)
            {
                throw new JsonException($"it has more than {ByteText.Of(MostBytes)}");
            }

            _reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
