using Slipway.Config.Tests.Compilation;

namespace Slipway.Config.Tests.Parameters;

/// <summary>A reference is blamed where it stands, not where the same characters stood before it.</summary>
public sealed class Places_of_references
{
    private const string Start = "version: 2.1\njobs:\n  build:\n    machine: true\n    steps:\n      - run: |\n          ";

    [Fact]
    public void An_escaped_opening_does_not_take_the_blame_for_a_later_one() =>
        Assert.Equal(["10:20 SLW0216"], Places("cat \\<<EOF\n          x\n          EOF\n          echo $((1<<3))\n"));

    [Fact]
    public void Each_opening_in_a_text_is_blamed() =>
        Assert.Equal(["7:15 SLW0216", "9:20 SLW0216"], Places("cat <<EOF\n          EOF\n          echo $((1<<3))\n"));

    [Fact]
    public void An_escaped_reference_does_not_take_the_blame_for_the_same_one_later() =>
        Assert.Equal(["8:16 SLW0210"], Places("echo \\<< parameters.a >>\n          echo << parameters.a >>\n"));

    [Fact]
    public void A_reference_over_several_lines_is_found() =>
        Assert.Equal(["8:16 SLW0210"], Places("true\n          echo <<\n          parameters.a\n          >>\n"));

    private static IEnumerable<string> Places(string rest) => Compiled.Findings(Start + rest).Select(finding => $"{finding.Split(' ')[0]} {finding.Split(' ')[2].TrimEnd(':')}");
}
