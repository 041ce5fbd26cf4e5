using System.CommandLine;
using Slipway.Cli.Exits;

namespace Slipway.Cli.Tests.Boundary;

public sealed class EntryTests
{
    [Fact]
    public async Task What_the_world_does_to_a_command_is_one_line_and_an_exit_code()
    {
        var (exitCode, error) = await RunAsync(new IOException("No space left on device"));
        Assert.Equal(((int)ExitCode.Infrastructure, $"slipway: No space left on device{Environment.NewLine}"), (exitCode, error));
    }

    [Fact]
    public async Task A_mistake_of_ours_is_one_line_that_says_so()
    {
        var (exitCode, error) = await RunAsync(new InvalidOperationException("Sequence\nempty."));
        Assert.Equal((int)ExitCode.Infrastructure, exitCode);
        Assert.StartsWith("slipway: a mistake in slipway itself: Sequence empty.", error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    private static async Task<(int ExitCode, string Error)> RunAsync(Exception failure)
    {
        await using var output = new FailingWriter(failure);
        await using var error = new StringWriter();
        var exitCode = await Entry.RunAsync(["completion", "bash"], new InvocationConfiguration { Output = output, Error = error });
        return (exitCode, error.ToString());
    }

    private sealed class FailingWriter(Exception failure) : StringWriter
    {
        public override void Write(char value) => throw failure;

        public override void Write(string? value) => throw failure;

        public override void WriteLine(string? value) => throw failure;

        public override Task WriteAsync(string? value) => throw failure;

        public override Task WriteLineAsync(string? value) => throw failure;
    }
}
