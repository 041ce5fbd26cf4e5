using System.Text;
using Slipway.Execution.State;
using Slipway.Testing.Folders;

namespace Slipway.Execution.Tests.State;

public sealed class ScratchFilesTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_has_no_name_and_is_its_openers_alone()
    {
        var scratch = new ScratchFiles(_folder.PathOf("made", "when", "needed"));
        using var one = scratch.Open();
        using var other = scratch.Open();
        one.Write("one"u8);
        other.Write("another"u8);
        one.Position = 0;
        using var reader = new StreamReader(one, Encoding.ASCII);
        Assert.Equal("one", reader.ReadToEnd());
        Assert.Empty(Directory.GetFiles(_folder.PathOf("made", "when", "needed")));
    }

    [Fact]
    public void A_place_where_nothing_can_be_made_is_said()
    {
        _folder.Write("file", "");
        Assert.ThrowsAny<IOException>(() => new ScratchFiles(_folder.PathOf("file")).Open());
    }
}
