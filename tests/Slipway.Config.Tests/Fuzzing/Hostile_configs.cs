using System.Diagnostics;
using Slipway.Config.Compilation;
using Slipway.Config.Compiler;

namespace Slipway.Config.Tests.Fuzzing;

public sealed class Hostile_configs
{
    /// <summary>Two seconds are promised; a test machine may be busy with other tests.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData("a bomb of aliases")]
    [InlineData("a bomb of merge keys")]
    [InlineData("lists 10,000 deep")]
    [InlineData("maps 3,000 deep")]
    [InlineData("50 MB")]
    [InlineData("a million nodes")]
    [InlineData("commands that multiply")]
    [InlineData("texts that multiply")]
    [InlineData("a cycle of commands")]
    [InlineData("a cycle of jobs")]
    [InlineData("a cycle of anchors")]
    [InlineData("a matrix of a million")]
    [InlineData("20,000 invocations")]
    [InlineData("20,000 wrong jobs")]
    [InlineData("parentheses 5,000 deep")]
    [InlineData("zero bytes")]
    [InlineData("Latin-1")]
    public async Task Are_refused_with_a_diagnostic_in_bounded_time(string name)
    {
        var result = await CompileAsync(name);

        Assert.False(result.IsValid);
        Assert.All(result.Diagnostics, diagnostic => Assert.True(diagnostic.Span.Start is { Line: > 0, Column: > 0 }));
    }

    [Theory]
    [InlineData("100,000 openings without a closing")]
    [InlineData("100,000 openings before one closing")]
    [InlineData("100,000 backslashes")]
    [InlineData("slow patterns")]
    public async Task That_mean_something_compile_in_bounded_time(string name) => Assert.True((await CompileAsync(name)).IsValid);

    private static async Task<CompileResult> CompileAsync(string name)
    {
        var source = new ConfigSource("hostile.yml", HostileConfig.Write(name));
        var watch = Stopwatch.StartNew();

        var result = await ConfigCompiler.CompileAsync(source, new CompileOptions(), TestContext.Current.CancellationToken);

        Assert.True(watch.Elapsed < Limit, $"{name}: {watch.Elapsed.TotalSeconds:0.0} s");
        return result;
    }
}
