using Slipway.Scenarios.Tests.Scenarios;

namespace Slipway.Scenarios.Tests.Terminals;

/// <summary>A terminal with a shell in it, by tmux: keys go in, and what stands on its screen is read.</summary>
internal sealed class TmuxTerminal : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);
    private readonly string _server = "slipway-test-" + Guid.NewGuid().ToString("N")[..8];
    private readonly string _folder;
    private readonly IEnumerable<KeyValuePair<string, string>> _environment;

    private TmuxTerminal(string folder, IEnumerable<KeyValuePair<string, string>> environment)
    {
        _folder = folder;
        _environment = environment;
    }

    public static async Task<bool> CanOpenAsync() =>
        (await Programs.RunAsync("sh", ["-c", "command -v tmux"], Path.GetTempPath(), [], TestContext.Current.CancellationToken)).ExitCode == 0;

    public static async Task<TmuxTerminal> OpenAsync(string folder, IReadOnlyDictionary<string, string> environment, int columns, int rows)
    {
        var terminal = new TmuxTerminal(folder, [.. environment, new("LC_ALL", "C.UTF-8"), new("PROMPT_COMMAND", "PS1='at the prompt> '")]);
        await terminal.TmuxAsync("-f", "/dev/null", "new-session", "-d", "-x", $"{columns}", "-y", $"{rows}", "bash --norc --noprofile");
        await terminal.WaitForAsync(screen => screen.Contains("at the prompt>", StringComparison.Ordinal));
        return terminal;
    }

    /// <summary>Types keys by tmux's names, such as <c>C-c</c>.</summary>
    public Task PressAsync(string key) => TmuxAsync("send-keys", key);

    public async Task TypeAsync(string line)
    {
        await TmuxAsync("send-keys", "-l", line);
        await PressAsync("Enter");
    }

    public Task ResizeAsync(int columns, int rows) => TmuxAsync("resize-window", "-x", $"{columns}", "-y", $"{rows}");

    /// <summary>What stands on it now.</summary>
    public Task<string> ScreenAsync() => TmuxAsync("capture-pane", "-p");

    /// <summary>The same, and all that has scrolled out of it.</summary>
    public Task<string> HistoryAsync() => TmuxAsync("capture-pane", "-p", "-S", "-");

    /// <summary>Returns what stands on it as soon as that is as it should be.</summary>
    public async Task<string> WaitForAsync(Func<string, bool> isSo)
    {
        var screen = "";
        for (var began = TimeProvider.System.GetTimestamp(); TimeProvider.System.GetElapsedTime(began) < Patience;)
        {
            screen = await ScreenAsync();
            if (isSo(screen))
            {
                return screen;
            }

            await Task.Delay(Look, TestContext.Current.CancellationToken);
        }

        Assert.Fail($"The screen has not come to be as it should:\n{screen}");
        return screen;
    }

    public async ValueTask DisposeAsync() => await Programs.RunAsync("tmux", ["-L", _server, "kill-server"], _folder, [], CancellationToken.None);

    private async Task<string> TmuxAsync(params string[] arguments)
    {
        var (exitCode, output) = await Programs.RunAsync("tmux", ["-L", _server, .. arguments], _folder, _environment, TestContext.Current.CancellationToken);
        Assert.True(exitCode == 0, $"tmux {string.Join(' ', arguments)}: {output}");
        return output;
    }
}
