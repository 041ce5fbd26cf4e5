using Slipway.Engines.Images;
using Slipway.Model.Plans;

namespace Slipway.Execution.RemoteDocker;

/// <summary>What is said of versions: a job has one engine, made for its first <c>setup_remote_docker</c>: a later one that asks for another version does not get it.</summary>
internal static class RemoteDockerWarnings
{
    private const string Default = "default";

    /// <param name="step">One of its steps.</param>
    /// <param name="has">The engine's version, such as <c>28.5.2</c>.</param>
    public static IEnumerable<string> Of(JobPlan plan, SetupRemoteDockerStep step, string has)
    {
        var first = plan.Steps.OfType<SetupRemoteDockerStep>().First().Version is { Length: > 0 } given ? given : Default;
        return step.Version is not { Length: > 0 } wanted || wanted == first || EngineVersions.IsAskedFor(wanted, has)
            ? []
            : [$"a job has one Docker Engine, that of its first setup_remote_docker (version {first}): Docker {has} is used, and not version {wanted}"];
    }
}
