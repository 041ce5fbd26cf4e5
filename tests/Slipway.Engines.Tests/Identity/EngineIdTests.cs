using Slipway.Engines.Identity;

namespace Slipway.Engines.Tests.Identity;

public sealed class EngineIdTests
{
    [Fact]
    public void No_two_slots_share_a_user_id()
    {
        var first = EngineId.Create(0);
        var second = EngineId.Create(1);
        Assert.Equal(first.IdBase + EngineId.IdsPerEngine, second.IdBase);
    }

    [Fact]
    public void The_last_range_stays_below_the_ids_that_tools_take_for_negative()
    {
        var last = EngineId.Create(EngineId.Slots - 1);
        Assert.True(last.IdBase + (ulong)EngineId.IdsPerEngine <= int.MaxValue);
    }

    [Fact]
    public void An_id_names_its_slot_again()
    {
        var made = EngineId.Create(1234);
        Assert.True(EngineId.TryParse(made.Value, out var parsed));
        Assert.Equal(made, parsed);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("../../etc")]
    [InlineData("00A0000000")]
    [InlineData("fff0000000")]
    [InlineData("0000000000 ")]
    public void What_is_no_id_is_refused(string? text)
    {
        Assert.False(EngineId.TryParse(text, out _));
    }
}
