using Microsoft.Extensions.Time.Testing;
using Slipway.Execution.Steps;

namespace Slipway.Execution.Tests.Steps;

public sealed class PromptWatchTests
{
    private readonly FakeTimeProvider _clock = new();
    private int _told;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, "Username: ")]
    [InlineData(1, "some lines\nand a question? ")]
    [InlineData(0, "some lines\n")]
    [InlineData(0, "a bar that is drawn again and again\r")]
    [InlineData(0, "")]
    public async Task A_line_that_stays_unfinished_is_told_once(int times, string output)
    {
        await using var watch = Watch();
        await watch.WriteAsync(System.Text.Encoding.UTF8.GetBytes(output), Token);

        _clock.Advance(PromptWatch.Patience);
        Assert.Equal(times, _told);
        await watch.WriteAsync("again: "u8.ToArray(), Token);
        _clock.Advance(PromptWatch.Patience);
        Assert.Equal(1, _told);
    }

    [Fact]
    public async Task Dots_that_come_one_after_another_are_no_question()
    {
        await using var watch = Watch();
        for (var dot = 0; dot < 10; dot++)
        {
            await watch.WriteAsync("."u8.ToArray(), Token);
            _clock.Advance(PromptWatch.Patience / 2);
        }

        await watch.WriteAsync(" done\n"u8.ToArray(), Token);
        _clock.Advance(10 * PromptWatch.Patience);

        Assert.Equal(0, _told);
    }

    private PromptWatch Watch() => new((_, _) => ValueTask.CompletedTask, _clock, _ => Task.FromResult(_told++));
}
