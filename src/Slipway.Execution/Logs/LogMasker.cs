using System.Buffers;

namespace Slipway.Execution.Logs;

/// <summary>Replaces secrets in a stream of bytes, also those that are split over several writes. One per step; not for several threads.</summary>
public sealed class LogMasker(SecretPatterns secrets)
{
    private readonly ArrayBufferWriter<byte> _ready = new();
    private byte[] _held = [];

    /// <summary>Takes output and returns what may be shown; valid until the next call.</summary>
    public ReadOnlySpan<byte> Mask(ReadOnlySpan<byte> output)
    {
        if (secrets.IsEmpty)
        {
            return output;
        }

        _ready.ResetWrittenCount();
        _held = Scan(_held.Length == 0 ? output : [.. _held, .. output], isLast: false);
        return _ready.WrittenSpan;
    }

    /// <summary>What was held back because a secret could have begun there.</summary>
    public ReadOnlySpan<byte> Finish()
    {
        _ready.ResetWrittenCount();
        _held = Scan(_held, isLast: true);
        return _ready.WrittenSpan;
    }

    /// <returns>What must wait for more.</returns>
    private byte[] Scan(ReadOnlySpan<byte> bytes, bool isLast)
    {
        while (bytes.IndexOfAny(secrets.FirstBytes) is >= 0 and var start)
        {
            _ready.Write(bytes[..start]);
            bytes = bytes[start..];
            var length = secrets.Match(bytes, isLast);
            if (length < 0)
            {
                return bytes.ToArray();
            }

            _ready.Write(length > 0 ? "****"u8 : bytes[..1]);
            bytes = bytes[Math.Max(1, length)..];
        }

        _ready.Write(bytes);
        return [];
    }
}
