using Slipway.Execution.Daemons;
using Slipway.Execution.Limits;
using Slipway.Linux.Processes;

namespace Slipway.Execution.Tests.Limits;

public sealed class Sizes_of_classes
{
    private static readonly DaemonFacts Machine = new("systemd", UnifiedCgroups: true, Cpus: 12, MemoryBytes: 64L << 30, true);

    [Theory]
    [InlineData(null, 2, 4)]
    [InlineData("small", 1, 2)]
    [InlineData("large.gen2", 4, 8)]
    [InlineData("xlarge.gen3", 8, 16)]
    [InlineData("2xlarge", 12, 32)]
    [InlineData("my-org/my-runner", 12, 64)]
    public void A_class_has_its_size_and_one_of_the_users_own_the_whole_machine(string? name, double cpus, long gigabytes)
    {
        var limits = JobLimits.For(name, Machine);
        Assert.Equal((cpus, gigabytes << 30), (limits.Cpus, limits.MemoryBytes));
    }

    [Theory]
    [InlineData("large", "large.gen2")]
    [InlineData("xlarge", "XLarge.gen3")]
    public void A_generation_changes_no_engine(string name, string withGeneration) =>
        Assert.Equal(JobLimits.EngineFor(name, Machine), JobLimits.EngineFor(withGeneration, Machine));

    [Theory]
    [InlineData(null, 2, 7.5)]
    [InlineData("Large", 4, 15)]
    [InlineData("xlarge.gen2", 8, 32)]
    [InlineData("2xlarge+", 12, 64)]
    [InlineData("my-org/my-runner", 12, 64)]
    public void A_machine_has_the_size_of_its_class_as_far_as_this_one_has_it(string? name, double cpus, double gigabytes)
    {
        var limits = JobLimits.MachineFor(name, Machine);
        Assert.Equal((cpus, (long)(gigabytes * (1L << 30))), (limits.Cpus, limits.MemoryBytes));
    }

    [Fact]
    public void A_slice_is_named_after_its_owner_and_lies_one_level_below_slipways()
    {
        var slice = JobSlice.Name("0123456789ab");
        Assert.Equal(OwnerProcess.Current, JobSlice.OwnerOf(slice));
        Assert.Single(slice, letter => letter == '-');
        Assert.Null(JobSlice.OwnerOf("slipway-engines.slice"));
    }
}
