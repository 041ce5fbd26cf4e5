using Slipway.Fuzz.Campaigns;
using Slipway.Fuzz.Secrets;

namespace Slipway.Cli.Tests.Secrets;

public sealed class SecretsAtRandomTests
{
    private const int Seed = 1;
    private const int Trials = 150;

    [Fact]
    public async Task No_secret_is_seen_in_what_a_run_prints_and_keeps_wherever_a_job_puts_it()
    {
        await using var generator = new SecretGenerator();
        Assert.Null(await Campaign.FindAsync(generator, Seed, Trials, TestContext.Current.CancellationToken));
    }
}
