using Slipway.Execution.State;
using Slipway.Model.Events;
using Slipway.Testing.Folders;

namespace Slipway.Execution.Tests.State;

/// <summary>Files to which lines are added, by several processes and through crashes and full disks.</summary>
public sealed class JsonLinesTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly KeptSpaces _spaces;

    public JsonLinesTests() => _spaces = new KeptSpaces(File);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string File => _folder.PathOf("kept.jsonl");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Nothing_is_in_a_file_that_is_not_there() => Assert.Empty(_spaces.Read());

    [Fact]
    public async Task Lines_of_many_at_once_are_all_there_and_whole()
    {
        await Task.WhenAll(Enumerable.Range(0, 25).Select(number => Task.Run(() => new KeptSpaces(File).AddAsync(Space($"{number}"), Token))));
        Assert.Equal(Enumerable.Range(0, 25).Select(number => $"{number}").Order(StringComparer.Ordinal), _spaces.Read().Select(space => space.Space).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_line_that_was_cut_anywhere_costs_itself_alone()
    {
        await _spaces.AddAsync(Space("first"), Token);
        var whole = await System.IO.File.ReadAllBytesAsync(File, Token);
        await _spaces.AddAsync(Space("lost"), Token);
        var both = await System.IO.File.ReadAllBytesAsync(File, Token);
        // A line is whole when all of it but its line feed is there.
        for (var length = whole.Length; length < both.Length - 1; length += 7)
        {
            await System.IO.File.WriteAllBytesAsync(File, both[..length], Token);
            await _spaces.AddAsync(Space("next"), Token);
            Assert.Equal(["first", "next"], _spaces.Read().Select(space => space.Space));
        }
    }

    [Fact]
    public async Task What_a_line_holds_comes_back_with_its_line_ends_and_strange_letters()
    {
        var space = Space("a\nb\u2028c\"\\é😀") with { Environment = new Dictionary<string, string> { ["A B"] = "1\r\n2", [""] = "" } };
        await _spaces.AddAsync(space, Token);
        Assert.Equivalent(space, Assert.Single(_spaces.Read()), strict: true);
        Assert.Single(await System.IO.File.ReadAllLinesAsync(File, Token));
    }

    private static KeptSpace Space(string id) => new(new JobRef("main", "job"), id, "container", "/root/project", new Dictionary<string, string> { ["PATH"] = "/bin" });
}
