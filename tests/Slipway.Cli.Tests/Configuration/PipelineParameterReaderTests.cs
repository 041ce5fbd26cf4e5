using Slipway.Cli.Configuration;
using Slipway.Cli.Exits;
using Slipway.Config.Expressions;
using Slipway.Testing.Folders;

namespace Slipway.Cli.Tests.Configuration;

public sealed class PipelineParameterReaderTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_pair_is_a_text_and_may_hold_more_equals_signs()
    {
        Assert.Equal(ExpressionValue.Of("a=b"), PipelineParameterReader.Read(["x=a=b"], _folder.Path)["x"]);
    }

    [Theory]
    [InlineData("deploy: true\ncount: 3\ntag: \"3\"\n")]
    [InlineData("""{"deploy": true, "count": 3, "tag": "3"}""")]
    public void A_file_of_yaml_or_json_keeps_its_types(string content)
    {
        _folder.Write("parameters", content);

        var parameters = PipelineParameterReader.Read(["parameters"], _folder.Path);

        Assert.Equal(ExpressionValue.Of(true), parameters["deploy"]);
        Assert.Equal(ExpressionValue.Of(3), parameters["count"]);
        Assert.Equal(ExpressionValue.Of("3"), parameters["tag"]);
    }

    [Fact]
    public void A_later_value_wins_over_an_earlier_one()
    {
        _folder.Write("parameters", "x: from file\n");

        Assert.Equal(ExpressionValue.Of("given"), PipelineParameterReader.Read(["parameters", "x=given"], _folder.Path)["x"]);
    }

    [Theory]
    [InlineData("- a\n")]
    [InlineData("a: [1]\n")]
    [InlineData("a: {b: [\n")]
    public void A_file_that_is_no_map_of_values_is_refused_with_its_line(string content)
    {
        _folder.Write("parameters", content);

        Assert.Contains("parameters:1", Assert.Throws<UsageException>(() => PipelineParameterReader.Read(["parameters"], _folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_word_that_is_neither_pair_nor_file_is_refused()
    {
        Assert.Contains("neither name=value nor a file", Assert.Throws<UsageException>(() => PipelineParameterReader.Read(["deploy"], _folder.Path)).Message, StringComparison.Ordinal);
    }
}
