using Slipway.Engines.Settings;

namespace Slipway.Engines.Tests.Settings;

public sealed class InstanceNamesTests
{
    [Theory]
    [InlineData("slipway", "slipway")]
    [InlineData("slipway-demo", "slipway-demo")]
    [InlineData("dynamic", "slipway-dynamic")]
    public void A_table_is_never_named_by_a_word_of_the_packet_filter(string instance, string table) =>
        Assert.Equal(table, new InstanceNames(new EngineSettings { Instance = instance }).Table);
}
