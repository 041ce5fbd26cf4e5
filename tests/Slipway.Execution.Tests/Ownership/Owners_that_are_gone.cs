using Slipway.Execution.Ownership;
using Slipway.Execution.State;

namespace Slipway.Execution.Tests.Ownership;

public sealed class Owners_that_are_gone
{
    private readonly OwnerProcess _this = OwnerProcess.Current;

    [Fact]
    public void This_process_is_alive_and_is_read_as_it_was_written()
    {
        Assert.True(_this.IsAlive);
        Assert.Equal(_this, OwnerProcess.Parse(_this.ToString()));
        Assert.Null(OwnerProcess.Parse("12-34"));
    }

    [Fact]
    public void A_later_process_with_its_number_is_not_the_owner() => Assert.False((_this with { StartTime = _this.StartTime - 1 }).IsAlive);

    [Fact]
    public void No_process_survives_a_start_of_the_machine() => Assert.False((_this with { Boot = "0123456789ab" }).IsAlive);

    [Fact]
    public void A_process_of_another_container_cannot_be_seen_and_counts_as_alive() =>
        Assert.True((_this with { Id = int.MaxValue, Namespace = "1" }).IsAlive);

    [Fact]
    public async Task A_state_folder_has_one_mark_however_many_ask_for_it_first()
    {
        var folder = Directory.CreateTempSubdirectory("slipway-mark");
        try
        {
            var state = new StateFolder(Path.Combine(folder.FullName, "new"));
            var marks = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => StateMark.Of(state))));
            Assert.Single(marks.Distinct());
            Assert.NotEqual("", marks[0]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
