using System.CommandLine;
using System.Diagnostics;
using Slipway.Cli.Completion;

namespace Slipway.Cli.Tests.Completion;

public sealed class CompletionTests
{
    [Fact]
    public void The_program_suggests_its_commands()
    {
        using var output = new StringWriter();

        CommandTree.Create([]).Parse(["[suggest:4]", "comp"]).Invoke(new InvocationConfiguration { Output = output });

        Assert.Contains("completion", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Bash_takes_the_script_and_completes_from_what_the_program_suggests()
    {
        const string Try =
            """
            slipway() { [ "$1" = '[suggest:4]' ] && [ "$2" = comp ] && echo completion; }
            COMP_LINE='slipway comp' COMP_POINT=12 COMP_WORDS=(slipway comp) COMP_CWORD=1
            _slipway
            echo "${COMPREPLY[*]}"
            """;
        var start = new ProcessStartInfo("bash", ["-c", CompletionScripts.Bash + "\n" + Try]) { RedirectStandardOutput = true };
        using var bash = Process.Start(start)!;

        Assert.Equal("completion", bash.StandardOutput.ReadToEnd().Trim());
    }
}
