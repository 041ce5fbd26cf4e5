namespace Slipway.Execution.Projects;

/// <summary>What is counted.</summary>
public enum NumberSequence
{
    /// <summary>Runs, over all projects.</summary>
    Run,

    /// <summary>Pipelines of the project.</summary>
    Pipeline,

    /// <summary>Jobs of the project: <c>CIRCLE_BUILD_NUM</c>.</summary>
    Build,
}
