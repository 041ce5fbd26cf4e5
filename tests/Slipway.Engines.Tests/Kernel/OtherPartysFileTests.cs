using Slipway.Engines.Commands;
using Slipway.Engines.Kernel;
using Slipway.Engines.Running;

namespace Slipway.Engines.Tests.Kernel;

public sealed class OtherPartysFileTests : IDisposable
{
    private const string Log = "var/log/dockerd.log";
    private const long Huge = 8L << 40;
    private readonly string _root = Directory.CreateTempSubdirectory("slipway-other-").FullName;
    private readonly string _secret = Path.GetTempFileName();

    public OtherPartysFileTests()
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
    public void The_end_of_a_file_is_read_and_not_more_of_it()
    {
        File.WriteAllText(LogPath, "first\nsecond\nlast\n");
        Assert.Equal("last\n"u8, OtherPartysFile.ReadEnd(_root, Log, 5));
        Assert.Equal("first\nsecond\nlast\n"u8, OtherPartysFile.ReadEnd(_root, Log, 4096));
    }

    [Fact]
    public void No_link_is_followed_wherever_on_the_way_it_is()
    {
        File.CreateSymbolicLink(LogPath, _secret);
        Assert.Empty(OtherPartysFile.ReadEnd(_root, Log, 4096));

        Directory.Delete(Path.Combine(_root, "var"), recursive: true);
        var elsewhere = Path.Combine(_root, "elsewhere");
        Directory.CreateDirectory(Path.Combine(elsewhere, "log"));
        File.WriteAllText(Path.Combine(elsewhere, "log", "dockerd.log"), "behind a link");
        File.CreateSymbolicLink(Path.Combine(_root, "var"), elsewhere);
        Assert.Empty(OtherPartysFile.ReadEnd(_root, Log, 4096));
    }

    [Fact]
    public async Task A_pipe_a_folder_and_nothing_at_all_read_as_empty_at_once()
    {
        Assert.Empty(OtherPartysFile.ReadEnd(_root, Log, 4096));
        Directory.CreateDirectory(LogPath);
        Assert.Empty(OtherPartysFile.ReadEnd(_root, Log, 4096));
        Directory.Delete(LogPath);
        await ToolRun.MustAsync("mkfifo", [LogPath], null, TestContext.Current.CancellationToken);
        Assert.Empty(await Task.Run(() => OtherPartysFile.ReadEnd(_root, Log, 4096)).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
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
        Assert.EndsWith("so it ended  [31mred ", EngineLogs.Tail(_root), StringComparison.Ordinal);
        Assert.InRange(EngineLogs.Tail(_root).Length, 1, 4096);
    }
}
