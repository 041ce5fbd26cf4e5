using System.Runtime.InteropServices;

namespace Slipway.Cli.Signals;

/// <summary>
/// The one place that listens for SIGINT (Ctrl-C), SIGTERM and SIGHUP. The first cancels the command, which ends in its own time.
/// A second one ends the process, unless the command has taken it to end at once in order.
/// </summary>
internal sealed class Interrupts : IDisposable
{
    private readonly CancellationTokenSource _cancel = new();
    private readonly CancellationTokenSource _abort = new();
    private readonly PosixSignalRegistration[] _registrations;
    private volatile Action<string>? _say;
    private int _signals;

    public Interrupts()
    {
        PosixSignal[] signals = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP];
        _registrations = Array.ConvertAll(signals, signal => PosixSignalRegistration.Create(signal, OnSignal));
    }

    /// <summary>Canceled by the first signal.</summary>
    public CancellationToken Cancel => _cancel.Token;

    /// <summary>Canceled by the second one, where <see cref="TakeBoth"/> was called.</summary>
    public CancellationToken Abort => _abort.Token;

    /// <summary>From now on a second signal is the command's too, and the user is told what each of them does.</summary>
    public void TakeBoth(Action<string> say) => _say = say;

    /// <summary>Cancels the command as the first signal does.</summary>
    public void AskCancel() => _cancel.Cancel();

    /// <summary>Ends it at once, as the second one does.</summary>
    public void AskAbort()
    {
        _cancel.Cancel();
        _abort.Cancel();
    }

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
        var say = _say;
        // Counted before anything is said: whoever reads it may answer before this goes on.
        var again = Interlocked.Increment(ref _signals) > 1;
        context.Cancel = !again || say is not null;
        _cancel.Cancel();
        if (again)
        {
            _abort.Cancel();
        }

        // Last, for a terminal that is stopped takes no word.
        say?.Invoke(again ? "Ending at once." : "Canceling; once more to end at once.");
    }
}
