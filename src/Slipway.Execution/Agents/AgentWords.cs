using Slipway.Model.Terminals;
using Slipway.Model.Wire;

namespace Slipway.Execution.Agents;

/// <summary>Checks what the agent says before anything is done with it: numbers and paths that cannot be are refused, texts are cut and cleaned.</summary>
internal static class AgentWords
{
    public const string TooMuch = "the agent in the job's container sent more than it was allowed";

    private const int LongestPath = 4096;
    private const int LongestName = 128;
    private const int LargestCode = 255;
    private const int LastSignal = 64;
    private const int SignalBase = 128;
    private const int AllPermissions = 0xFFF;
    private const int LargestPort = 65535;

    /// <summary>One line of at most some thousand characters that steers no terminal.</summary>
    public static string Line(string text) =>
        TerminalText.OneLine(CutText.Cut(text, AgentFailure.LongestMessage));

    public static AgentHello Check(AgentHello hello) => hello with
    {
        User = Line(hello.User),
        Home = Path(hello.Home),
        DefaultShell = Line(hello.DefaultShell),
        TaskDirectory = Absolute(Path(hello.TaskDirectory)),
        BashEnvironmentFile = Absolute(Path(hello.BashEnvironmentFile)),
        Architecture = Name(hello.Architecture),
    };

    public static AgentFailure Check(AgentFailure failure) =>
        new(Enum.IsDefined(failure.Kind) ? failure.Kind : AgentFailureKind.Other, Line(failure.Message));

    public static ProcessExit Check(ProcessExit exit) =>
        exit.Code is >= 0 and <= LargestCode && exit.Signal is >= 0 and <= LastSignal && (exit.Signal == 0 || exit.Code == SignalBase + exit.Signal)
            ? exit
            : throw new WireException($"a process cannot end with code {exit.Code} and signal {exit.Signal}");

    public static PathFacts Check(PathFacts facts) =>
        Enum.IsDefined(facts.Kind) && facts.Size >= 0 && facts.Mode is >= 0 and <= AllPermissions
            ? facts with { Path = Absolute(facts.Path) }
            : throw new WireException($"there is no file of kind {(int)facts.Kind}, {facts.Size} bytes and mode {facts.Mode}");

    /// <param name="asked">The paths of the request; none for an archive that was sent.</param>
    public static Func<TransferSummary, TransferSummary> Check(IReadOnlyList<string> asked) => summary =>
        summary.Entries >= 0 && summary.Bytes >= 0 && summary.Missing.All(asked.ToHashSet().Contains)
            ? summary
            : throw new WireException("an archive's summary has negative counts, or paths that nobody asked for");

    public static int CheckPort(int port) => port is > 0 and <= LargestPort ? port : throw new WireException($"{port} is no port");

    private static string Path(string path) =>
        path.Length <= LongestPath && !path.Any(char.IsControl) ? path : throw new WireException("a path has control characters, or no end");

    private static string Absolute(string path) =>
        path.StartsWith('/') && !path.Contains('\0', StringComparison.Ordinal) ? path : throw new WireException("a path is not absolute");

    /// <summary>Goes into cache keys, and so into the names of files.</summary>
    private static string Name(string name) =>
        string.Concat(name.Take(LongestName).Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' ? letter : '_'));
}
