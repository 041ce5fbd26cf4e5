using System.Text;
using Slipway.Cli.Views;

namespace Slipway.Cli.Tests.Running;

public sealed class OutputTailTests
{
    [Theory]
    [InlineData("one\ntwo\nthree\n", "two|three")]
    [InlineData("a\n 10 %\r 20 %\r", "a| 20 %")]
    [InlineData("\u001b[?25h\u001b[1A\u001b[34m[+] Running\u001b[0m\n \u001b[32mok\u001b[0m web\u001b[", "[+] Running| ok web")]
    [InlineData("\u001b]0;title\u0007text\n", "text")]
    public void The_last_lines_are_shown_without_what_steers_a_terminal(string output, string expected)
    {
        var tail = new OutputTail();

        tail.Add(Encoding.UTF8.GetBytes(output));

        Assert.Equal(expected.Split('|'), tail.Last(2));
    }
}
