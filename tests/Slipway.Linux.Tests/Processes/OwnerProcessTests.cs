using Slipway.Linux.Processes;

namespace Slipway.Linux.Tests.Processes;

public sealed class OwnerProcessTests
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
    public void What_nobody_holds_is_kept_and_what_is_read_of_an_older_version_is_not()
    {
        Assert.True(OwnerProcess.Nobody.IsAlive);
        Assert.Equal(OwnerProcess.Nobody, OwnerProcess.Of(0));
        Assert.False(OwnerProcess.Gone.IsAlive);
        Assert.Null(OwnerProcess.Parse("17.42"));
        Assert.False(OwnerProcess.Of(int.MaxValue).IsAlive);
    }
}
