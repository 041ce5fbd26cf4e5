using Slipway.Execution.JobSpaces;
using Slipway.Execution.Limits;

namespace Slipway.Execution.Tests.JobSpaces;

public sealed class ContainerParametersTests
{
    [Theory]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("|", false)]
    [InlineData("sleep|1000", true)]
    [InlineData("|sleep", true)]
    public void Words_that_are_all_empty_name_no_program(string? words, bool has) => Assert.Equal(has, ContainerParameters.HasWords(words?.Split('|')));

    [Theory]
    [InlineData(1)]
    [InlineData(0.7)]
    [InlineData(1.234567)]
    public void A_container_is_given_no_more_of_the_processors_than_the_group_above_it(double cpus) =>
        Assert.Equal((long)(cpus * 100_000), new JobLimits(cpus, 1 << 30).NanoCpus * 100_000 / 1_000_000_000);

    [Fact]
    public void No_words_name_none_either() => Assert.False(ContainerParameters.HasWords([]));
}
