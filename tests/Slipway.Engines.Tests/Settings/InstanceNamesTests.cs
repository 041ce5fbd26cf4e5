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

    [Theory]
    [InlineData("slipway", "slipway", "/run/slipway")]
    [InlineData("slipway-demo", "slipway-demo", "/run/slipway-demo")]
    [InlineData("docker", "slipway-docker", "/run/slipway-docker")]
    public void An_instance_takes_no_control_group_and_no_folder_of_another_program(string instance, string group, string folder)
    {
        var settings = SettingsFile.Load(name => name == "SLIPWAY_INSTANCE" ? instance : null);
        Assert.Equal((group, folder), (new InstanceNames(settings).CgroupRoot, settings.RunFolder));
    }
}
