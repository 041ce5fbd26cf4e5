using System.Runtime.InteropServices;
using Slipway.Cli.Terminals;
using Slipway.Execution.Events;
using Slipway.Linux.Terminals;
using Slipway.Model.Terminals;

namespace Slipway.Cli.Views;

/// <summary>How a run is shown.</summary>
internal enum ViewKind
{
    Live,
    Plain,
    Quiet,
    Json,
}

/// <summary>
/// What a run shows: its view on standard output, and its notices on standard error, which the view does not paint over. Nobody who shows something waits for the
/// terminal. Safe for several threads.
/// </summary>
internal sealed class RunDisplay : IDisposable
{
    /// <summary>Who reads nothing of a pipe for as long is not waited for any longer; a terminal may be stopped for as long as somebody likes.</summary>
    private static readonly TimeSpan PatienceWithPipes = TimeSpan.FromMinutes(1);
    private const int RoomOfTerminal = 1 << 20;
    private const int RoomOfPipe = 16 << 20;
    private readonly Stream _output = Terminal.OpenOutput();
    private readonly Func<string, string> _mask;
    private readonly WriteQueue _queue;
#pragma warning disable CA2213 // It is disposed behind all that it shows, since the terminal may be stopped.
    private readonly LiveView? _live;
#pragma warning restore CA2213
    private readonly PosixSignalRegistration? _stops;

    /// <param name="mask">Hides secrets in notices.</param>
    /// <param name="hurry">The run was canceled: what is not taken soon is not waited for.</param>
    public RunDisplay(ViewKind kind, Func<string, string> mask, TimeProvider clock, CancellationToken hurry)
    {
        _mask = mask;
        _queue = kind == ViewKind.Live
            ? new WriteQueue(RoomOfTerminal, TimeSpan.Zero, Timeout.InfiniteTimeSpan, hurry)
            : new WriteQueue(RoomOfPipe, PatienceWithPipes, PatienceWithPipes, hurry);
        if (kind == ViewKind.Live)
        {
            _live = new LiveView(Terminal.Paint, Terminal.Size, clock, () => JobControl.IsInForeground);
            _stops = PosixSignalRegistration.Create(PosixSignal.SIGTSTP, Stop);
        }

        Observer = new QueuedView(_live ?? (IRunObserver)(kind == ViewKind.Json ? new JsonView(_output, clock) : new PlainView(_output, kind == ViewKind.Quiet)), _queue);
    }

    /// <summary>Sees the run.</summary>
    public IRunObserver Observer { get; }

    /// <summary>Says something behind the program's name.</summary>
    public void Tell(string message) => Write(TerminalWriting.Told(_mask(message)), text => Terminal.Try(() => Terminal.Error.Write(text)));

    /// <summary>Says something as it is.</summary>
    public void Say(string line) => Write(TerminalText.OneLine(_mask(line)) + "\n", text => Terminal.Try(() => Terminal.Error.Write(text)));

    /// <summary>Shows what is written now to a text, in colours where standard error has them.</summary>
    public static TextWriter Collect(StringWriter text) => new TerminalWriter(text, hasColours: Colours.OnError);

    /// <summary>Shows what was collected.</summary>
    public void Show(StringWriter collected) => Write(collected.ToString(), text => Terminal.Try(() => (Terminal.Error.Painted ?? Terminal.Error).Write(text)));

    /// <summary>Has something written behind all that was shown so far, when nothing is painted any more.</summary>
    public void WriteLast(Action write) => _queue.Add(write);

    /// <summary>Asks where the user sees it.</summary>
    public Task<string?> AskAsync(string question, Func<Task<string?>> answer) => _live?.AskAsync(question, answer) ?? AskPlainlyAsync(question, answer);

    /// <summary>Nothing is painted any more, behind all that was shown so far; notices may still come.</summary>
    public void EndView() => _queue.Add(() => _live?.Dispose());

    /// <summary>Waits for what is still to be shown, but not for ever.</summary>
    public void Dispose()
    {
        EndView();
        _stops?.Dispose();
        _queue.Finish();
        _queue.Dispose();
        _output.Dispose();
    }

    /// <param name="text">Whole lines, or nothing.</param>
    private void Write(string text, Action<string> write)
    {
        if (text.Length > 0)
        {
            _queue.Add(_live is null ? () => write(text) : () => _live.Say(text, () => write(text)));
        }
    }

    private static async Task<string?> AskPlainlyAsync(string question, Func<Task<string?>> answer)
    {
        await Terminal.Error.WriteAsync(TerminalText.OneLine(question));
        return await answer();
    }

    /// <summary>Ctrl-Z: the shell gets its terminal without what is painted.</summary>
    private void Stop(PosixSignalContext context)
    {
        context.Cancel = true;
        _live?.Leave();
        JobControl.Stop();
        _live?.ComeBack();
    }
}
