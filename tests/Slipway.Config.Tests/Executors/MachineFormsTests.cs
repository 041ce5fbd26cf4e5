using Slipway.Config.Tests.Compilation;
using Slipway.Model.Plans;

namespace Slipway.Config.Tests.Executors;

/// <summary>All forms of <c>machine</c> that configs have, in a job and in an executor, of every version.</summary>
public sealed class MachineFormsTests
{
    [Theory]
    [InlineData("true", null, false)]
    [InlineData("yes", null, false)]
    [InlineData("{enabled: true}", null, false)]
    [InlineData("{image: ubuntu-2404:current}", "ubuntu-2404:current", false)]
    [InlineData("{image: default}", "default", false)]
    [InlineData("{image: 'ubuntu-2204:2024.05.1', docker_layer_caching: true}", "ubuntu-2204:2024.05.1", true)]
    [InlineData("{image: ubuntu-1604:201903-01, enabled: true}", "ubuntu-1604:201903-01", false)]
    [InlineData("{image: ubuntu-2404:edge, docker_layer_caching: false, resource_class: large, shell: /bin/bash}", "ubuntu-2404:edge", false)]
    public void Every_form_is_a_machine(string form, string? image, bool keepsLayers)
    {
        foreach (var version in (string[])["2", "2.0", "2.1"])
        {
            Assert.Equal(new ExecutorPlan.Machine(image, keepsLayers), OfJob(version, form, out var findings));
            Assert.Empty(findings);
        }

        Assert.Equal(new ExecutorPlan.Machine(image, keepsLayers), OfExecutor(form, out var found));
        Assert.Empty(found);
    }

    [Theory]
    [InlineData("ubuntu-2404:current", "ubuntu-2404:current", "SLW0114")]
    [InlineData("2404", "2404", "SLW0114")]
    [InlineData("20.04", "20.04", "SLW0114")]
    [InlineData("[{image: ubuntu-2004:current}]", "ubuntu-2004:current", "SLW0114")]
    [InlineData("{enable: true}", null, "SLW0107")]
    [InlineData("{pre: [echo]}", null, "SLW0107")]
    public void What_is_not_quite_one_is_taken_with_a_warning(string form, string? image, string code)
    {
        Assert.Equal(new ExecutorPlan.Machine(image), OfJob("2.1", form, out var findings));
        Assert.Contains($" warning {code}: ", Assert.Single(findings), StringComparison.Ordinal);

        Assert.Equal(new ExecutorPlan.Machine(image), OfExecutor(form, out findings));
        Assert.Contains($" warning {code}: ", Assert.Single(findings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_parameter_may_be_the_image_and_the_flag()
    {
        var job = Compiled.Job("""
            version: 2.1
            executors:
              vm:
                parameters: {image: {type: string, default: "ubuntu-2204:current"}, cached: {type: boolean, default: false}}
                machine: {image: << parameters.image >>, docker_layer_caching: << parameters.cached >>}
            jobs:
              build: {executor: {name: vm, cached: true}, steps: [checkout]}
            workflows: {main: {jobs: [build]}}
            """);

        Assert.Equal(new ExecutorPlan.Machine("ubuntu-2204:current", DockerLayerCaching: true), job.Executor);
    }

    [Fact]
    public void A_class_and_a_shell_inside_hold_for_the_job()
    {
        var job = Compiled.Plan("version: 2.1\njobs:\n  build: {machine: {image: default, resource_class: large, shell: /bin/sh}, steps: [checkout]}\n").Workflows[0].Jobs[0];

        Assert.Equal("large", job.ResourceClass);
        Assert.Equal("/bin/sh", job.Shell);
    }

    [Fact]
    public void Services_beside_a_machine_are_an_error()
    {
        var finding = Assert.Single(Compiled.Findings("version: 2.1\njobs:\n  build: {machine: true, docker: [{image: postgres}], steps: [checkout]}\n"));

        Assert.Contains(" error SLW0402: ", finding, StringComparison.Ordinal);
    }

    private static ExecutorPlan? OfJob(string version, string form, out IReadOnlyList<string> findings)
    {
        var config = $"version: {version}\njobs:\n  build: {{machine: {form}, steps: [checkout]}}\n";
        findings = Compiled.Findings(config);
        return Compiled.Plan(config).Workflows[0].Jobs[0].Executor;
    }

    private static ExecutorPlan? OfExecutor(string form, out IReadOnlyList<string> findings)
    {
        var config = $"version: 2.1\nexecutors:\n  vm: {{machine: {form}}}\njobs:\n  build: {{executor: vm, steps: [checkout]}}\nworkflows: {{main: {{jobs: [build]}}}}\n";
        findings = Compiled.Findings(config);
        return Compiled.Plan(config).Workflows[0].Jobs[0].Executor;
    }
}
