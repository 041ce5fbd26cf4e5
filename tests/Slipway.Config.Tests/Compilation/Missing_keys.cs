namespace Slipway.Config.Tests.Compilation;

public sealed class Missing_keys
{
    [Theory]
    [InlineData("run: {name: x, comand: echo hi}", "The step 'run' needs the key 'command' (Write 'command' instead of 'comand'.)", "The step 'run' has no key 'comand'; it is ignored (Did you mean 'command'?)")]
    [InlineData("save_cache: {key: v1, path: x}", "The step 'save_cache' needs the key 'paths' (Write 'paths' instead of 'path'.)", "The step 'save_cache' has no key 'path'; it is ignored (Did you mean 'paths'?)")]
    public void Are_found_again_under_the_name_that_was_mistyped(string step, string error, string warning)
    {
        var findings = Compiled.Findings($"version: 2.1\njobs:\n  build:\n    machine: true\n    steps:\n      - {step}\n");

        Assert.Equal([error, warning], findings.Select(finding => finding[(finding.IndexOf(": ", StringComparison.Ordinal) + 2)..]));
    }

    [Fact]
    public void Without_anything_like_them_have_no_hint()
    {
        var finding = Assert.Single(Compiled.Findings("version: 2.1\njobs:\n  build:\n    machine: true\n    steps:\n      - run: {name: x}\n"));

        Assert.Equal("6:14 error SLW0106: The step 'run' needs the key 'command'", finding);
    }
}
