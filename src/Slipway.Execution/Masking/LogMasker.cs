using System.Buffers;

namespace Slipway.Execution.Masking;

/// <summary>
/// Replaces secrets in a stream of bytes, also those that are split over several writes: in the bytes as they came, and then in what a reader sees of them
/// in the end (<see cref="VisibleText"/>). One per step; not for several threads.
/// </summary>
public sealed class LogMasker
{
    private readonly SecretPatterns _secrets;
    private readonly ArrayBufferWriter<byte> _ready = new();
    private readonly ArrayBufferWriter<byte> _read = new();
    private readonly VisibleText _visible;
    private byte[] _held = [];
    private long _work;

    public LogMasker(SecretPatterns secrets)
    {
        _secrets = secrets;
        _visible = new VisibleText(_read);
    }

    /// <summary>Steps that were taken so far: bytes that were passed, and what was tried at those where a secret could begin.</summary>
    internal long Work => _work;

    private static ReadOnlySpan<byte> Mark => "****"u8;

    /// <summary>Takes output and returns what may be shown; valid until the next call, and as long as the output is.</summary>
    public ReadOnlySpan<byte> Mask(ReadOnlySpan<byte> output)
    {
        if (_held.Length == 0)
        {
            return ScanVisible(_secrets.IsEmpty ? output : Scan(output, isLast: false), isLast: false);
        }

        byte[] joint = [.. _held, .. output];
        return ScanVisible(Scan(joint, isLast: false), isLast: false);
    }

    /// <summary>What was held back because a secret could have begun there.</summary>
    public ReadOnlySpan<byte> Finish() => ScanVisible(Scan(_held, isLast: true), isLast: true);

    /// <summary>The same for a text that somebody has cut: what begins like a secret at its end is one.</summary>
    public ReadOnlySpan<byte> FinishCut()
    {
        var hasBegun = _held.Length >= SecretPatterns.ShortestSecret;
        var shown = ScanVisible(hasBegun ? [] : Scan(_held, isLast: true), isLast: false).ToArray();
        var end = hasBegun || _visible.Waiting.Length >= SecretPatterns.ShortestSecret ? Mark : ScanVisible([], isLast: true);
        return shown.Concat(end.ToArray()).ToArray();
    }

    private ReadOnlySpan<byte> Scan(ReadOnlySpan<byte> bytes, bool isLast)
    {
        _ready.ResetWrittenCount();
        _held = [];
        _work += bytes.Length;
        var shown = 0;
        for (var at = 0; !_secrets.IsEmpty && _secrets.FindStart(bytes, at) is >= 0 and var start;)
        {
            var length = _secrets.Match(bytes[start..], isLast, ref _work);
            if (length < 0)
            {
                _held = bytes[start..].ToArray();
                bytes = bytes[..start];
                break;
            }

            if (length > 0)
            {
                _ready.Write(bytes[shown..start]);
                _ready.Write(Mark);
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

    private ReadOnlySpan<byte> ScanVisible(ReadOnlySpan<byte> bytes, bool isLast)
    {
        if (_visible.TryPass(bytes))
        {
            return bytes;
        }

        _read.ResetWrittenCount();
        _visible.Read(bytes, isLast);
        _work += _visible.Waiting.Length;
        for (var at = 0; _secrets.FindStart(_visible.Waiting, at) is var start;)
        {
            var length = start < 0 ? 0 : _secrets.Match(_visible.Waiting[start..], isLast, ref _work);
            if (start < 0 || length < 0)
            {
                _visible.Show(start < 0 ? _visible.Waiting.Length : start);
                break;
            }

            if (length > 0)
            {
                _visible.Show(start);
                _visible.Hide(length, Mark);
            }

            at = length > 0 ? 0 : start + 1;
        }

        _visible.Rest();
        return _read.WrittenSpan;
    }
}
