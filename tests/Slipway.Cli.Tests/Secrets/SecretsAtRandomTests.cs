namespace Slipway.Cli.Tests.Secrets;

public sealed class SecretsAtRandomTests
{
    private const int Trials = 150;

    [Fact]
    public async Task No_secret_is_seen_in_what_a_run_prints_and_keeps_wherever_a_job_puts_it()
    {
        for (var seed = 0; seed < Trials; seed++)
        {
            using var trial = new SecretTrial(seed);
            var leak = await trial.FindLeakAsync();
            Assert.True(leak is null, $"seed {seed}: {leak}");
        }
    }
}
