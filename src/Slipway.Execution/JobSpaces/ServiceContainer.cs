namespace Slipway.Execution.JobSpaces;

/// <summary>A service container that was started.</summary>
/// <param name="Index">Its place among the job's images, from 1.</param>
/// <param name="Image">As the config names it.</param>
/// <param name="Name">As the config names the container, null when it does not.</param>
public sealed record ServiceContainer(int Index, string Image, string? Name);
