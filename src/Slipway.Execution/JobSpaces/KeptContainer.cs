namespace Slipway.Execution.JobSpaces;

/// <summary>The primary container of a job that is kept.</summary>
/// <param name="Space">The id of its space, which all of the space's parts have as a label.</param>
/// <param name="Id">By which a shell enters it.</param>
/// <param name="Process">The number of its first process on this machine.</param>
public sealed record KeptContainer(string Space, string Id, int Process);
