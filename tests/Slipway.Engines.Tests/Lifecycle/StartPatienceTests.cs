using Slipway.Engines.Lifecycle;

namespace Slipway.Engines.Tests.Lifecycle;

public sealed class StartPatienceTests
{
    [Fact]
    public void It_doubles_with_each_engine_that_came_too_late_up_to_eight_times_what_the_settings_say()
    {
        var patience = new StartPatience(TimeSpan.FromSeconds(60));
        var all = new List<double>();
        for (var late = 0; late < 5; late++)
        {
            all.Add(patience.Now.TotalSeconds);
            patience.IsTooShort(patience.Now);
        }

        Assert.Equal([60, 120, 240, 480, 480], all);
    }

    [Fact]
    public void Several_engines_that_began_together_double_it_once()
    {
        var patience = new StartPatience(TimeSpan.FromSeconds(60));
        patience.IsTooShort(TimeSpan.FromSeconds(60));
        patience.IsTooShort(TimeSpan.FromSeconds(60));
        Assert.Equal(TimeSpan.FromSeconds(120), patience.Now);
    }
}
