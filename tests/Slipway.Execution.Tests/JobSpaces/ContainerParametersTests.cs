using Slipway.Execution.JobSpaces;

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

    [Fact]
    public void No_words_name_none_either() => Assert.False(ContainerParameters.HasWords([]));
}
