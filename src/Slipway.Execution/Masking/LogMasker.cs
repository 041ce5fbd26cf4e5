using System.Buffers;

namespace Slipway.Execution.Masking;

/// <summary>Replaces secrets in a stream of bytes, also those that are split over several writes. One per step; not for several threads.</summary>
public sealed class LogMasker(SecretPatterns secrets)
{
    private readonly ArrayBufferWriter<byte> _ready = new();
    private byte[] _held = [];
    private long _work;

    /// <summary>Steps that were taken so far: bytes that were passed, and what was tried at those where a secret could begin.</summary>
    internal long Work => _work;

    /// <summary>Takes output and returns what may be shown; valid until the next call, and as long as the output is.</summary>
    public ReadOnlySpan<byte> Mask(ReadOnlySpan<byte> output)
    {
        if (_held.Length == 0)
        {
            return secrets.IsEmpty ? output : Scan(output, isLast: false);
        }

        byte[] joint = [.. _held, .. output];
        return Scan(joint, isLast: false);
    }

    /// <summary>What was held back because a secret could have begun there.</summary>
    public ReadOnlySpan<byte> Finish() => Scan(_held, isLast: true);

    /// <summary>The same for a text that somebody has cut: what begins like a secret at its end is one.</summary>
    public ReadOnlySpan<byte> FinishCut() => _held.Length >= SecretPatterns.ShortestSecret ? "****"u8 : Finish();

    private ReadOnlySpan<byte> Scan(ReadOnlySpan<byte> bytes, bool isLast)
    {
        _ready.ResetWrittenCount();
        _held = [];
        _work += bytes.Length;
        var shown = 0;
        for (var at = 0; !secrets.IsEmpty && secrets.FindStart(bytes, at) is >= 0 and var start;)
        {
            var length = secrets.Match(bytes[start..], isLast, ref _work);
            if (length < 0)
            {
                _held = bytes[start..].ToArray();
                bytes = bytes[..start];
                break;
            }

            if (length > 0)
            {
                _ready.Write(bytes[shown..start]);
                _ready.Write("****"u8);
                shown = start + length;
            }

            at = start + Math.Max(1, length);
        }

        if (shown == 0)
        {
            return bytes;
        }

        _ready.Write(bytes[shown..]);
        return _ready.WrittenSpan;
    }
}
