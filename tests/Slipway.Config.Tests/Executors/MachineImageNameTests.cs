using Slipway.Model.Plans;

namespace Slipway.Config.Tests.Executors;

public sealed class MachineImageNameTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("default")]
    [InlineData("ubuntu-2404:current")]
    [InlineData("ubuntu-2204:edge")]
    [InlineData("ubuntu-2004:2024.05.1")]
    [InlineData("ubuntu-1604:202007-01")]
    [InlineData("ubuntu-2604:2026.05.1")]
    [InlineData("ubuntu-2204")]
    [InlineData("circleci/classic:latest")]
    public void Ubuntu_of_all_times_is_known_here(string? image)
    {
        Assert.True(MachineImageName.IsUbuntu(image));
        Assert.Null(MachineImageName.WhyElsewhere(image, null));
    }

    [Theory]
    [InlineData("android:2024.11.1")]
    [InlineData("ubuntu-9904:current")]
    [InlineData("my-own-ami")]
    public void Others_are_not_and_run_all_the_same(string image)
    {
        Assert.False(MachineImageName.IsUbuntu(image));
        Assert.Null(MachineImageName.WhyElsewhere(image, "large"));
    }

    [Theory]
    [InlineData("windows-server-2022-gui:current", null, "Windows")]
    [InlineData("ubuntu-2204:current", "windows.medium", "Windows")]
    [InlineData(null, "macos.m1.medium.gen1", "Mac")]
    [InlineData(null, "m4pro.large", "Mac")]
    [InlineData("linux-cuda-12:default", "gpu.nvidia.medium", "graphics")]
    [InlineData("ubuntu-2004-cuda-11.4:202110-01", null, "graphics")]
    [InlineData("ubuntu-2204:current", "arm.medium", "Arm")]
    [InlineData("arm-default", null, "Arm")]
    public void What_needs_another_machine_is_refused_by_name(string? image, string? resourceClass, string why) =>
        Assert.Contains(why, MachineImageName.WhyElsewhere(image, resourceClass), StringComparison.Ordinal);
}
