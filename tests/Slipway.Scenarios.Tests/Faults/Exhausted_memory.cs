namespace Slipway.Scenarios.Tests.Faults;

/// <summary>A job's containers use more together than its class has, and each of them less.</summary>
[Trait("needs", "docker")]
[Trait("needs", "root")]
public sealed class Exhausted_memory
{
    private const string Fill = "my $x; $x .= 'x' x 1000000 for 1 .. ";

    [Fact]
    public async Task Is_one_limit_for_all_containers_of_a_job()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "without root each container has the limit for itself");
        using var place = new FaultyPlace($$"""
            version: 2.1
            jobs:
              job:
                docker:
                  - {image: "{{FaultyPlace.Image}}"}
                  - {image: "{{FaultyPlace.Image}}", command: [perl, -e, "{{Fill}}900; system(q(nc -lk -p 7000 &)); sleep 60"]}
                resource_class: small
                steps:
                  - run: until nc -z localhost 7000; do sleep 0.1; done
                  - run: {name: together, command: "perl -e \"{{Fill.Replace("$", "\\\\$", StringComparison.Ordinal)}}1300; sleep 1\""}
            workflows: {all: {jobs: [job] } }
            """);
        using var run = place.Start();
        Assert.True(await run.EndAsync() == 1, run.Output);
        Assert.Contains("exit code 137: the job used more memory than its resource class has", run.Output, StringComparison.Ordinal);
    }
}
