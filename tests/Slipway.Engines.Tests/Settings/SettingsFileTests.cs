using Slipway.Engines.Settings;
using Slipway.Linux.Failures;

namespace Slipway.Engines.Tests.Settings;

public sealed class SettingsFileTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    [Fact]
    public void An_instances_links_are_called_as_the_trace_of_engines_looks_for_them() =>
        Assert.Equal("sf1f5", new InstanceNames(new EngineSettings { Instance = "slipway-trace" }).InterfacePrefix);

    [Fact]
    public void The_file_is_read_and_the_environment_goes_over_it()
    {
        File.WriteAllText(_file, """{ "poolSize": 7, "runFolder": "/run/x", "network": { "mtu": 1400, "extraHosts": ["git:10.0.0.5"] }, /* why not */ }""");
        var settings = Load(("SLIPWAY_RUN", "/run/y"));
        Assert.Equal((7, "/run/y", 1400), (settings.PoolSize, settings.RunFolder, settings.Network.Mtu));
        Assert.Equal(["git:10.0.0.5"], settings.Network.ExtraHosts);
    }

    [Fact]
    public void Another_instance_has_its_own_run_folder_and_names()
    {
        File.WriteAllText(_file, "{}");
        var settings = Load(("SLIPWAY_INSTANCE", "second"));
        Assert.Equal("/run/slipway-second", settings.RunFolder);
        var names = new InstanceNames(settings);
        Assert.NotEqual(new InstanceNames(new EngineSettings()).InterfacePrefix, names.InterfacePrefix);
        Assert.True(names.Interface("0123456789").Length <= 15);
    }

    [Theory]
    [InlineData("{ \"poolsize\": 1 }", "poolsize")]
    [InlineData("{", "cannot be used")]
    public void A_mistake_in_the_file_is_said(string text, string expected)
    {
        File.WriteAllText(_file, text);
        Assert.Contains(expected, Assert.Throws<InfrastructureException>(() => Load()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_instance_name_that_the_kernel_would_not_take_is_refused()
    {
        File.WriteAllText(_file, "{}");
        Assert.Throws<InfrastructureException>(() => Load(("SLIPWAY_INSTANCE", "../x")));
    }

    [Theory]
    [InlineData("slots")]
    [InlineData("slipway-slots")]
    public void The_name_of_what_all_instances_share_is_no_instance(string name)
    {
        File.WriteAllText(_file, "{}");
        Assert.Contains("is taken", Assert.Throws<InfrastructureException>(() => Load(("SLIPWAY_INSTANCE", name))).Message, StringComparison.Ordinal);
    }

    public void Dispose() => File.Delete(_file);

    private EngineSettings Load(params (string Name, string Value)[] environment) =>
        SettingsFile.Load(name => name == "SLIPWAY_SETTINGS" ? _file : environment.FirstOrDefault(pair => pair.Name == name).Value);
}
