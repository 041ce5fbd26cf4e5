using Slipway.Config.Tests.Compilation;

namespace Slipway.Config.Tests.Executors;

public sealed class Resource_classes
{
    [Theory]
    [InlineData("lrage", "Did you mean 'large'?")]
    [InlineData("meduim", "Did you mean 'medium'?")]
    [InlineData("xlrage.gen2", "Did you mean 'xlarge.gen2'?")]
    [InlineData("arm.medum", "Did you mean 'arm.medium'?")]
    [InlineData("huge", "Allowed here: small, medium, medium+, large, xlarge, 2xlarge, 2xlarge+, arm.medium, arm.large, arm.xlarge, arm.2xlarge.")]
    public void A_class_that_docker_does_not_have_is_a_warning(string name, string hint)
    {
        var finding = Assert.Single(Compiled.Findings(Job($"docker: [{{image: debian}}], resource_class: {name}")));

        Assert.Equal($"3:73 warning SLW0422: CircleCI has no resource class '{name}' for docker; here the job may use the whole machine ({hint})", finding);
    }

    [Theory]
    [InlineData("small")]
    [InlineData("medium+")]
    [InlineData("2xlarge+.gen2")]
    [InlineData("small.gen3")]
    [InlineData("arm.large")]
    [InlineData("acme/builder")]
    [InlineData("gpu.nvidia.small")]
    [InlineData("windows.medium")]
    [InlineData("macos.m1.medium.gen1")]
    [InlineData("m4pro.large")]
    [InlineData("''")]
    public void Classes_of_circleci_and_of_runners_are_none(string name) =>
        Assert.Empty(Compiled.Findings(Job($"docker: [{{image: debian}}], resource_class: {name}")));

    [Theory]
    [InlineData("medium")]
    [InlineData("2xlarge+")]
    [InlineData("LARGE.gen2")]
    [InlineData("xlarge.gen3")]
    [InlineData("arm.large")]
    [InlineData("acme/builder")]
    public void A_machine_has_classes_of_its_own(string name) =>
        Assert.Empty(Compiled.Findings(Job($"machine: {{image: ubuntu-2404:current}}, resource_class: {name}")));

    [Theory]
    [InlineData("small", "")]
    [InlineData("medium+", "Did you mean 'medium'?")]
    public void A_class_of_docker_is_none_of_a_machine(string name, string hint)
    {
        var finding = Assert.Single(Compiled.Findings(Job($"machine: {{image: ubuntu-2404:current}}, resource_class: {name}")));

        Assert.Contains($"SLW0422: CircleCI has no resource class '{name}' for machine; here the job may use the whole machine", finding, StringComparison.Ordinal);
        Assert.Contains(hint, finding, StringComparison.Ordinal);
    }

    [Fact]
    public void The_warning_stands_where_the_name_is_written()
    {
        var findings = Compiled.Findings("""
            version: 2.1
            executors:
              named: {docker: [{image: debian}], resource_class: smal}
              sized:
                parameters: {size: {type: string}}
                docker: [{image: debian}]
                resource_class: << parameters.size >>
            jobs:
              one: {executor: named, steps: [checkout]}
              two: {executor: {name: sized, size: lareg}, steps: [checkout]}
              three: {executor: {name: sized, size: large}, resource_class: xxlage, steps: [checkout]}
            workflows:
              main: {jobs: [one, two, three]}
            """);

        Assert.Equal(["3:54", "10:39", "11:65"], findings.Select(finding => finding.Split(' ')[0]));
        Assert.All(findings, finding => Assert.Contains(" SLW0422: ", finding, StringComparison.Ordinal));
    }

    private static string Job(string keys) => $"version: 2.1\njobs:\n  build: {{steps: [checkout], {keys}}}\n";
}
