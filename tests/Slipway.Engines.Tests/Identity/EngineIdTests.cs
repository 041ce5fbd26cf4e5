using Slipway.Engines.Identity;

namespace Slipway.Engines.Tests.Identity;

public sealed class EngineIdTests
{
    [Fact]
    public void No_two_slots_share_a_user_id()
    {
        var all = Enumerable.Range(0, EngineId.Slots).SelectMany(slot => EngineId.Create(slot).Ids).OrderBy(range => range.OnHost).ToArray();
        Assert.All(all.Zip(all.Skip(1)), pair => Assert.True(pair.First.OnHost + (ulong)pair.First.Count <= pair.Second.OnHost));
        Assert.True(all[^1].OnHost + (ulong)all[^1].Count <= uint.MaxValue, "the last id of all means \"none\" to the kernel");
    }

    [Fact]
    public void An_engine_has_each_id_once_without_a_gap()
    {
        uint next = 0;
        foreach (var range in EngineId.Create(7).Ids)
        {
            Assert.Equal(next, range.Inside);
            next += range.Count;
        }

        Assert.Equal(EngineId.IdsPerEngine, next);
    }

    [Fact]
    public void The_ids_that_all_images_use_stay_below_those_that_tools_take_for_negative()
    {
        var common = EngineId.Create(EngineId.Slots - 1).Ids[0];
        Assert.Equal(65_536u, common.Count);
        Assert.True(common.OnHost + (ulong)common.Count <= int.MaxValue);
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
