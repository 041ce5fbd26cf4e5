using Slipway.Config.Compilation;
using Slipway.Model.Plans;

namespace Slipway.Config.Executors;

/// <summary>What an executor, or a job that is its own executor, says about where steps run. Null means that the key is absent.</summary>
internal sealed record ExecutorSpec
{
    public ExecutorPlan? Executor { get; init; }

    public ResourceClass? ResourceClass { get; init; }

    public string? Shell { get; init; }

    public string? WorkingDirectory { get; init; }

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>True when it comes from an orb that could not be had, or is wrong and reported.</summary>
    public bool IsOpaque { get; init; }

    public void CheckResourceClass(CompileSession session)
    {
        switch (Executor)
        {
            case ExecutorPlan.Docker:
                ResourceClass?.WarnUnlessForDocker(session);
                break;
            case ExecutorPlan.Machine:
                ResourceClass?.WarnUnlessForMachine(session);
                break;
        }
    }

    /// <summary>A key of the job replaces the executor's; only the environments are joined (https://circleci.com/docs/guides/orchestrate/reusing-config/#overriding-keys-when-invoking-an-executor).</summary>
    public ExecutorSpec OverriddenBy(ExecutorSpec job)
    {
        var environment = new Dictionary<string, string>(Environment, StringComparer.Ordinal);
        foreach (var (name, value) in job.Environment)
        {
            environment[name] = value;
        }

        return new ExecutorSpec
        {
            Executor = job.Executor ?? Executor,
            ResourceClass = job.ResourceClass ?? ResourceClass,
            Shell = job.Shell ?? Shell,
            WorkingDirectory = job.WorkingDirectory ?? WorkingDirectory,
            Environment = environment,
            IsOpaque = IsOpaque || job.IsOpaque,
        };
    }
}
