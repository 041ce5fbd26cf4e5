using System.Runtime.InteropServices;

namespace Slipway.Cli.Running;

/// <summary>Ctrl-C: once cancels in order, twice ends at once. SIGTERM counts the same.</summary>
internal sealed class Interrupts : IDisposable
{
    private readonly CancellationTokenSource _cancel = new();
    private readonly CancellationTokenSource _abort = new();
    private readonly PosixSignalRegistration[] _registrations;
    private readonly Action<string> _say;
    private int _signals;

    public Interrupts(Action<string> say)
    {
        _say = say;
        PosixSignal[] signals = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP];
        _registrations = Array.ConvertAll(signals, signal => PosixSignalRegistration.Create(signal, OnSignal));
    }

    public CancellationToken Cancel => _cancel.Token;

    public CancellationToken Abort => _abort.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _cancel.Dispose();
        _abort.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        // Counted before anything is said: whoever reads it may answer before this goes on.
        var again = Interlocked.Increment(ref _signals) > 1;
        _cancel.Cancel();
        if (again)
        {
            _abort.Cancel();
        }

        // Last, for a terminal that is stopped takes no word.
        _say(again ? "Ending at once." : "Canceling; once more to end at once.");
    }
}
