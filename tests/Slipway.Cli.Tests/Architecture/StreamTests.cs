using System.Text.RegularExpressions;
using Slipway.Testing.Folders;

namespace Slipway.Cli.Tests.Architecture;

/// <summary>A stream of ours says what it does; that it has no length and no places is said once.</summary>
public sealed partial class StreamTests
{
    [Fact]
    public void All_streams_stand_on_one_base() =>
        Assert.Equal(["src/Slipway.Linux/Streams/PipeLikeStream.cs"], Checkout.SourceFiles("src").Where(file => OwnStream().IsMatch(File.ReadAllText(Checkout.PathOf(file)))));

    [GeneratedRegex(@"\bclass \w+(\([^\n]*\))? : (\w+, )*Stream\b")]
    private static partial Regex OwnStream();
}
