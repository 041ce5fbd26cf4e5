using Slipway.Engines.Lifecycle;
using Slipway.Linux.Tools;

namespace Slipway.Engines.Tests.Lifecycle;

/// <summary>An engine's root belongs to whoever was in the job: its logs may be anything.</summary>
public sealed class EngineLogsTests : IDisposable
{
    private const string Log = "var/log/dockerd.log";
    private const long Huge = 8L << 40;
    private readonly string _root = Directory.CreateTempSubdirectory("slipway-other-").FullName;
    private readonly string _secret = Path.GetTempFileName();

    public EngineLogsTests()
    {
        Directory.CreateDirectory(Path.Combine(_root, "var/log"));
        File.WriteAllText(_secret, "a secret of the host");
    }

    private string LogPath => Path.Combine(_root, Log);

    public void Dispose()
    {
        Directory.Delete(_root, recursive: true);
        File.Delete(_secret);
    }

    [Fact]
    public void The_last_lines_are_those_of_the_first_log_that_has_any()
    {
        Assert.Equal("none", EngineLogs.Tail(_root));
        Assert.Equal("none", EngineLogs.Tail(Path.Combine(_root, "gone")));
        File.WriteAllText(Path.Combine(_root, "var/log/containerd.log"), "first\nlast\n");
        Assert.Equal("first\nlast", EngineLogs.Tail(_root));
    }

    [Fact]
    public void No_link_is_followed_wherever_on_the_way_it_is()
    {
        File.CreateSymbolicLink(LogPath, _secret);
        Assert.Equal("none", EngineLogs.Tail(_root));

        Directory.Delete(Path.Combine(_root, "var"), recursive: true);
        var elsewhere = Path.Combine(_root, "elsewhere");
        Directory.CreateDirectory(Path.Combine(elsewhere, "log"));
        File.WriteAllText(Path.Combine(elsewhere, "log", "dockerd.log"), "behind a link");
        File.CreateSymbolicLink(Path.Combine(_root, "var"), elsewhere);
        Assert.Equal("none", EngineLogs.Tail(_root));
    }

    [Fact]
    public async Task A_pipe_and_a_folder_read_as_empty_at_once()
    {
        Directory.CreateDirectory(LogPath);
        Assert.Equal("none", EngineLogs.Tail(_root));
        Directory.Delete(LogPath);
        await ToolRun.MustAsync("mkfifo", [LogPath], null, TestContext.Current.CancellationToken);
        Assert.Equal("none", await Task.Run(() => EngineLogs.Tail(_root)).WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
    }

    [Fact]
    public void The_last_words_of_an_engine_are_few_however_much_it_wrote_and_move_no_terminal()
    {
        using (var log = File.Create(LogPath))
        {
            log.SetLength(Huge);
            log.Seek(0, SeekOrigin.End);
            log.Write("\nso it ended \u001b[31mred\r\n"u8);
        }
        Assert.EndsWith("\nso it ended red", EngineLogs.Tail(_root), StringComparison.Ordinal);
        Assert.InRange(EngineLogs.Tail(_root).Length, 1, 4096);
    }
}
