using Slipway.Execution.State;

namespace Slipway.Execution.Tests.Runs;

public sealed class Folders_at_rest : IDisposable
{
    private const UnixFileMode Open = (UnixFileMode)0b111_101_101;
    private const UnixFileMode Closed = (UnixFileMode)0b111_000_000;
    private readonly StateFolder _state = new(Directory.CreateTempSubdirectory("slipway-state-").FullName);

    [Fact]
    public void Of_root_are_for_root_alone_but_for_those_that_were_given_other_rights()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "this is about root's folders");
        File.SetUnixFileMode(Directory.CreateDirectory(_state.Blobs).FullName, Open);

        _state.CloseToOthers();

        Assert.Equal([Closed, Open, Closed], Modes());
    }

    [Fact]
    public void Are_closed_in_the_usual_place_when_they_were_open()
    {
        File.SetUnixFileMode(Directory.CreateDirectory(_state.Runs).FullName, Open);

        StateFolder.Close([_state.Runs, _state.Blobs, _state.Projects], withExisting: true);

        Assert.Equal([Closed, Closed, Closed], Modes());
    }

    public void Dispose() => Directory.Delete(_state.Path, recursive: true);

    private IEnumerable<UnixFileMode> Modes() => ((string[])[_state.Runs, _state.Blobs, _state.Projects]).Select(File.GetUnixFileMode);
}
