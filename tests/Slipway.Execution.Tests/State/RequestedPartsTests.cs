using Slipway.Execution.State;
using Slipway.Testing.Folders;

namespace Slipway.Execution.Tests.State;

/// <summary>The note of what Docker was asked for, by which a reaping knows whether more may come.</summary>
public sealed class RequestedPartsTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_note_is_there_from_the_first_request_until_it_is_taken_away()
    {
        var parts = new RequestedParts(new RunFolder("7", _folder.Path));
        Assert.Null(parts.LastRequest);
        parts.Add("container-1");
        parts.Add("network-1");
        Assert.NotNull(new RequestedParts(new RunFolder("7", _folder.Path)).LastRequest);
        parts.Remove();
        Assert.Null(parts.LastRequest);
        parts.Remove();
    }

    [Fact]
    public async Task What_several_jobs_ask_for_at_once_is_noted_line_by_line()
    {
        var parts = new RequestedParts(new RunFolder("7", _folder.Path));
        await Task.WhenAll(Enumerable.Range(0, 50).Select(number => Task.Run(() => parts.Add($"container-{number:00}"))));
        var lines = await File.ReadAllLinesAsync(Assert.Single(Directory.GetFiles(_folder.Path)), TestContext.Current.CancellationToken);
        Assert.Equal(Enumerable.Range(0, 50).Select(number => $"container-{number:00}"), lines.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_note_that_cannot_be_written_is_no_failure_of_the_job() =>
        Assert.Null(Record.Exception(() => new RequestedParts(new RunFolder("7", _folder.PathOf("gone"))).Add("container")));
}
