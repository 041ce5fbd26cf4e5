using Slipway.Cli.Views;

namespace Slipway.Cli.Tests.Running;

public sealed class ConsoleApproverTests
{
    [Theory]
    [InlineData("y", true, 1)]
    [InlineData("YES", true, 1)]
    [InlineData("n", false, 1)]
    [InlineData("", false, 1)]
    [InlineData("ja\nyy\ny", true, 3)]
    [InlineData("approve\nno", false, 2)]
    [InlineData("huh", false, 2)]
    public async Task An_answer_that_is_none_is_asked_for_again(string answers, bool isGiven, int times)
    {
        var asked = 0;
        using var lines = new StringReader(answers + (answers.Length == 0 ? "\n" : ""));
        using var approver = new ConsoleApprover(lines, (_, answer) =>
        {
            asked++;
            return answer();
        });
        Assert.Equal(isGiven, await approver.AskAsync("main", "hold", TestContext.Current.CancellationToken));
        Assert.Equal(times, asked);
    }
}
